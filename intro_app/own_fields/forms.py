"""The inputs of own fields, which other forms take in: the profile, and the forms by which one joins."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, Self, cast

from wtforms import Field, Form, SelectField
from wtforms.validators import InputRequired, Optional, ValidationError

from intro_app.i18n import gettext as _
from intro_app.i18n import lazy_gettext as lazy
from intro_app.own_fields.policy import (
    FIRST_YEAR,
    LAST_YEAR,
    LONGEST,
    FieldAnswer,
    audiences_within,
    fault_in,
)
from intro_app.site_settings import Audience, DefinedField, FieldKind
from intro_app.web.fields import LineField, LinkField, TextField, choices
from intro_app.web.forms import SiteForm
from intro_app.web.languages import choose_language
from intro_app.web.number_fields import Between, NumberField

_PREFIX, _WHO = "own-", "-who"
_YEAR = lazy("Enter a year from 1900 to 2100.")
# As the member reads them beside their own answer.
_AUDIENCES = {
    Audience.STAFF: lazy("Only the people who run this site"),
    Audience.INTRODUCED: lazy("People I was introduced to"),
    Audience.GROUPS: lazy("People I was introduced to, and people in my groups"),
    Audience.MEMBERS: lazy("All members"),
}


class OwnInput(NamedTuple):
    """The inputs of one field: for the answer, and for who sees it, where one chooses that."""

    value: Field
    who: Field | None
    limit: int


class Fits:
    """Refuse an answer that does not fit its field; what was stored before stays allowed."""

    def __init__(self, asked: DefinedField) -> None:
        self.asked = asked

    def __call__(self, _form: Form, field: Field) -> None:
        """Raises ValidationError with the sentence to show beside the field."""
        before = field.object_data or ""
        if fault := fault_in(self.asked, _text(field), str(before)):
            raise ValidationError(_(fault.sentence, piece=fault.piece))


class AsksOwnFields(SiteForm):
    """A form with the fields that staff made; `asking()` returns its class with the inputs of these."""

    own_fields: tuple[DefinedField, ...] = ()

    def __init__(self, *given: Any, **more: Any) -> None:
        """Keep offering a member what they chose earlier, where staff took it out since."""
        super().__init__(*given, **more)
        for one in self.own_fields:
            field: Any = self[_name(one)]
            kept = field.object_data if one.kind is FieldKind.CHOICE else ""
            if kept and kept not in one.options:
                field.choices = [*field.choices, *choices([(str(kept), str(kept))])]

    @classmethod
    def asking(cls, asked: Iterable[DefinedField], *, at_joining: bool = False) -> type[Self]:
        """Return this form with an input for each field; whoever joins must answer all."""
        asked = tuple(asked)
        inputs: dict[str, Any] = {"own_fields": asked}
        for one in asked:
            inputs[_name(one)] = _input(one, at_joining=at_joining)
            if not at_joining and one.audience is not Audience.STAFF:
                inputs[_name(one) + _WHO] = _who(one)
        return cast("type[Self]", type(cls.__name__, (cls,), inputs))

    def own_inputs(self) -> Iterator[OwnInput]:
        """Yield the inputs of each field."""
        for one in self.own_fields:
            name = _name(one)
            yield OwnInput(self[name], self._fields.get(name + _WHO), _said_limit(one))

    def own_answers(self) -> dict[str, FieldAnswer]:
        """Return what was filled in, by the public ids of the fields."""
        return {one.public_id: self._answer(one) for one in self.own_fields}

    def _answer(self, one: DefinedField) -> FieldAnswer:
        who = self._fields.get(_name(one) + _WHO)
        return FieldAnswer(_text(self[_name(one)]), Audience(who.data) if who else Audience.STAFF)


def held_in(answers: Iterable[tuple[DefinedField, str, Audience]]) -> dict[str, object]:
    """Return stored answers as the data of a form that asks for them."""
    held: dict[str, object] = {}
    for one, text, audience in answers:
        held[_name(one)] = int(text) if one.kind is FieldKind.YEAR else text
        held[_name(one) + _WHO] = str(audience)
    return held


def _name(one: DefinedField) -> str:
    return f"{_PREFIX}{one.public_id}"


def _text(field: Field) -> str:
    return "" if field.data is None else str(field.data)


def _said_limit(one: DefinedField) -> int:
    return LONGEST[one.kind] if one.kind in {FieldKind.LINE, FieldKind.TEXT} else 0


def _input(one: DefinedField, *, at_joining: bool) -> Any:
    language = choose_language()
    label, hint = one.label(language), one.hint(language)
    if not at_joining and one.required:
        hint = " ".join(filter(None, (hint, _("The people who run this site ask everyone for this."))))
    needed = [InputRequired(lazy("Answer this question."))] if at_joining else []
    if one.kind is FieldKind.YEAR:
        return _year(label, hint, needed)
    checks: list[Any] = [*needed, Fits(one)]
    if one.kind is FieldKind.CHOICE:
        return _choice(one, label, hint, checks)
    if one.kind is FieldKind.LINK:
        return LinkField(label, checks, description=hint, checks=())
    if one.kind is FieldKind.TEXT:
        return TextField(label, checks, limit=LONGEST[one.kind], description=hint, render_kw={"rows": 3})
    return LineField(label, checks, limit=LONGEST[one.kind], description=hint)


def _year(label: str, hint: str, needed: list[Any]) -> NumberField:
    checks: list[Any] = needed or [Optional()]
    return NumberField(
        label,
        [*checks, Between(FIRST_YEAR, LAST_YEAR, _YEAR)],
        description=hint,
        render_kw={"min": FIRST_YEAR, "max": LAST_YEAR, "inputmode": "numeric"},
    )


def _choice(one: DefinedField, label: str, hint: str, checks: list[Any]) -> SelectField:
    """Return a field to choose from; whether the choice is one of these is asked by `Fits`."""
    offered = [("", _("No answer")), *((option, option) for option in one.options)]
    return SelectField(label, checks, choices=choices(offered), description=hint, validate_choice=False)


def _who(one: DefinedField) -> SelectField:
    offered = [(str(audience), str(_AUDIENCES[audience])) for audience in audiences_within(one.audience)]
    label = _("Who sees this: %(label)s", label=one.label(choose_language()))
    return SelectField(label, choices=choices(offered), default=str(Audience.STAFF))
