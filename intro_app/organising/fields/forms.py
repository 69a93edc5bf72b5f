"""The form of a field: what it is called in each language, what is answered, who may read it."""

from typing import Any, Self, cast

from wtforms import BooleanField, Field, Form, SelectField
from wtforms.validators import InputRequired, ValidationError

from intro_app.config import settings
from intro_app.i18n import gettext as _
from intro_app.i18n import lazy_gettext as lazy
from intro_app.own_fields.policy import (
    FEWEST_OPTIONS,
    LONGEST_HINT,
    LONGEST_LABEL,
    LONGEST_OPTION,
    MOST_OPTIONS,
)
from intro_app.own_fields.service import FieldDraft
from intro_app.site_settings import Audience, DefinedField, FieldKind
from intro_app.web.fields import LineField, TextField, choices
from intro_app.web.forms import WritingForm
from intro_app.wording import LANGUAGES

_LABEL, _HINT = "label-", "hint-"
_KINDS = {
    FieldKind.LINE: lazy("A line of up to 80 characters"),
    FieldKind.TEXT: lazy("A text of up to 400 characters"),
    FieldKind.CHOICE: lazy("One of several answers"),
    FieldKind.YEAR: lazy("A year"),
    FieldKind.LINK: lazy("A link to a page"),
}


def are_options(form: Form, field: Field) -> None:
    """Refuse too few, too many, too long and twice the same. Raises ValidationError."""
    if form["kind"].data != FieldKind.CHOICE:
        return
    options = _lines(field.data)
    if not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS:
        raise ValidationError(_("Enter 2 to 30 answers, each on its own line."))
    if max(map(len, options)) > LONGEST_OPTION:
        raise ValidationError(_("Keep each answer to 60 characters."))
    if len({option.casefold() for option in options}) < len(options):
        raise ValidationError(_("Two of these are the same. Remove one."))


class FieldForm(WritingForm):
    """A field; `in_languages()` adds a label and a hint for each language that people can choose."""

    kind = SelectField(
        lazy("Kind of answer"),
        choices=lambda: choices([(str(kind), words) for kind, words in _KINDS.items()]),
    )
    options = TextField(
        lazy("Answers to choose from"),
        [are_options],
        limit=MOST_OPTIONS * (LONGEST_OPTION + 1),
        description=lazy("Only for “One of several answers”: 2 to 30, each on its own line."),
        render_kw={"rows": 4},
    )
    audience = SelectField(
        lazy("Who can see the answers, at most"),
        choices=lambda: choices([(str(one), _(one.label)) for one in Audience]),
        description=lazy("Each member can choose fewer people. At first, only staff see an answer."),
    )
    required = BooleanField(
        lazy("Ask everyone who joins"),
        description=lazy(
            "Everyone who joins has to answer. People who are already here see a friendly reminder."
        ),
    )

    @classmethod
    def in_languages(cls) -> type[Self]:
        """Return the form with a label and a hint for each language; the site's comes first."""
        asked: dict[str, Any] = {}
        for code in _languages():
            is_first = code == settings().site_language
            needed = [InputRequired(lazy("Give it a name."))] if is_first else []
            label = _("Name of the field (%(language)s)", language=LANGUAGES[code])
            asked[_LABEL + code] = LineField(label, needed, limit=LONGEST_LABEL)
            asked[_HINT + code] = LineField(
                _("Sentence below it (%(language)s)", language=LANGUAGES[code]), limit=LONGEST_HINT
            )
        order = "kind", "options", *asked, "audience", "required"
        return cast("type[Self]", type(cls.__name__, (cls,), {**asked, "page_order": order}))

    def words(self) -> list[Field]:
        """Return the labels and hints, by language."""
        return [self[prefix + code] for code in _languages() for prefix in (_LABEL, _HINT)]

    def draft(self) -> FieldDraft:
        """Return the field as it was filled in."""
        kind = FieldKind(self.kind.data)
        return FieldDraft(
            kind=kind,
            audience=Audience(self.audience.data),
            required=bool(self.required.data),
            labels=self._by_language(_LABEL),
            hints=self._by_language(_HINT),
            options=_lines(self.options.data) if kind is FieldKind.CHOICE else (),
        )

    def _by_language(self, prefix: str) -> dict[str, str]:
        said = {code: self[prefix + code].data or "" for code in _languages()}
        return {code: words for code, words in said.items() if words}


def field_form(asked: DefinedField | None = None) -> FieldForm:
    """Return the form of a new field, or of one as it stands."""
    if asked is None:
        return FieldForm.in_languages()(formdata=None)
    held = {"audience": str(asked.audience), "required": asked.required, "kind": str(asked.kind)}
    words = {_LABEL + code: said for code, said in asked.labels.items()}
    words |= {_HINT + code: said for code, said in asked.hints.items()}
    return FieldForm.in_languages()(formdata=None, data=held | words | {"options": "\n".join(asked.options)})


def typed_form(asked: DefinedField | None = None) -> FieldForm:
    """Return the form as it was sent; the kind of a field that is there stays."""
    form = FieldForm.in_languages()()
    if asked:
        form.kind.data = str(asked.kind)
    return form


def _languages() -> list[str]:
    """Return the languages that people can choose, the site's first."""
    first = settings().site_language
    return [first, *(code for code in settings().offered_languages if code != first)]


def _lines(typed: str | None) -> list[str]:
    return [" ".join(line.split()) for line in (typed or "").splitlines() if line.strip()]
