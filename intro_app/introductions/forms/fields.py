"""Fields that several forms of introductions share: written parts, what to share, whom to choose."""

import re
from collections.abc import Iterable
from secrets import token_urlsafe
from typing import Any, ClassVar

from flask_babel import lazy_gettext as lazy
from wtforms import Field, Form, HiddenField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import DataRequired, StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from intro_app.identity.models import ContactField, Member
from intro_app.text.directions import runs_from_the_right
from intro_app.web.fields import Check, TextField, Words, no_contact_detail

_FORM_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")

FIELD_NAMES = {
    ContactField.EMAIL: lazy("My e-mail address"),
    ContactField.PHONE: lazy("My telephone number"),
    ContactField.CALENDAR_LINK: lazy("My calendar link"),
}


class Between:
    """A whole number in these bounds. WTForms' own check fails on numbers that are too large for a fraction."""

    def __init__(self, least: int, most: int, message: Words) -> None:
        self.least, self.most, self.message = least, most, message

    def __call__(self, _form: Form, field: Field) -> None:
        """Raises ValidationError with the sentence to show beside the field."""
        if field.data is None or not self.least <= field.data <= self.most:
            raise ValidationError(str(self.message))


class Wanted:
    """Wanted only with some answers, such as `decision="yes"`; with all others it may stay empty.

    Stands before WTForms' own Optional, which would let an empty field pass and look no further.
    """

    field_flags: ClassVar[dict[str, bool]] = {
        "wanted": True
    }  # not `required`: a no must go through without it

    def __init__(self, message: Words, **answers: str) -> None:
        self.message = message
        self.answers = answers

    def __call__(self, form: Form, field: Field) -> None:
        """Raises StopValidation, with the sentence to show beside the field, when it is missing."""
        wanted = all(form[name].data == answer for name, answer in self.answers.items())
        empty = not field.data or (isinstance(field.data, str) and not field.data.strip())
        if wanted and empty:
            field.errors = []  # a choice not made is "not a valid choice" to WTForms as well
            raise StopValidation(str(self.message))


def written(
    label: Words, limit: int, *, hint: Words = "", rows: int = 3, required: Words = None
) -> TextField:
    """A part written in words, with its limit and, where it must be there, the sentence that asks for it."""
    checks: list[Check] = [DataRequired(required), no_contact_detail] if required else [no_contact_detail]
    return TextField(label, checks, limit=limit, description=hint, render_kw={"rows": rows})


def written_if_yes(label: Words, limit: int, *, hint: Words = "", required: Words) -> TextField:
    """The same for an answer: wanted only with a yes."""
    checks: list[Check] = [Wanted(required, decision="yes"), no_contact_detail]
    return TextField(label, checks, limit=limit, description=hint, render_kw={"rows": 2})


def form_id_field() -> HiddenField:
    """What tells one form from another, so that pressing twice sends once; one that is not ours is drawn anew."""
    return HiddenField(
        filters=[lambda given: given if given and _FORM_ID.fullmatch(given) else token_urlsafe(16)]
    )


def choices(pairs: Iterable[tuple[str, Words]]) -> list[Any]:
    """What a field offers, from pairs of a value and its words; a name from right to left runs so in its option."""
    return [SelectChoice(value, words, _direction(words)) for value, words in pairs]


def _direction(words: Words) -> dict[str, str]:
    return {"dir": "auto"} if isinstance(words, str) and runs_from_the_right(words) else {}


def share_field(label: Words, hint: Words) -> SelectMultipleField:
    """What to share, ticked one by one; `offer_shares` says what there is."""
    return SelectMultipleField(
        label, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), description=hint
    )


def offer_shares(field: SelectMultipleField, member: Member) -> None:
    """Offer only what this member has to share."""
    field.choices = choices((one.value, FIELD_NAMES[one]) for one in ContactField if member.reachable_by(one))


def shares_of(values: Iterable[str] | None) -> tuple[ContactField, ...]:
    """The contact fields ticked."""
    return tuple(ContactField(value) for value in values or ())
