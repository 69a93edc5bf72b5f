"""Form fields for text: they clean the input, keep all of it, then validate it.

There is one class for each kind of input, used by every form of the site. None has a `maxlength`, because a
browser would cut off the end of what is pasted without a word.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from wtforms import EmailField, Field, Form, StringField, TelField, TextAreaField, URLField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import DataRequired, Email, StopValidation, ValidationError

from intro_app.i18n import gettext as _
from intro_app.i18n import lazy_gettext as lazy
from intro_app.text import codes, contact_details, contacts, names, plain
from intro_app.text.directions import runs_from_the_right

# A sentence, translated lazily or not; WTForms' type stubs allow only `str`.
Words = Any
Check = Callable[[Any, Any], None]


class Wanted:
    """Require the field only with certain answers, such as `decision="yes"`; otherwise it may stay empty.

    Place it before WTForms' Optional, which would accept an empty field and stop validating.
    """

    # Not `required`, so that browsers let a form without it pass if the answer is no.
    field_flags: ClassVar[dict[str, bool]] = {"wanted": True}

    def __init__(self, message: Words, **answers: str) -> None:
        self.message = message
        self.answers = answers

    def __call__(self, form: Form, field: Field) -> None:
        """Raises StopValidation, with the sentence to show beside the field, when it is missing."""
        wanted = all(form[name].data == answer for name, answer in self.answers.items())
        empty = not field.data or (isinstance(field.data, str) and not field.data.strip())
        if wanted and empty:
            field.errors = []  # WTForms has added "not a valid choice" for a missing choice
            raise StopValidation(str(self.message))


class FitsIn:
    """Refuse more than `limit` characters and stop validating: other checks may be slow on long text."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, _form: Form, field: Field) -> None:
        """Raises StopValidation, saying how many characters are too many."""
        if over := plain.surplus(field.data or "", self.limit):
            raise StopValidation(
                _("Keep this to %(limit)s characters. It has %(over)s too many.", limit=self.limit, over=over)
            )


class Readable(FitsIn):
    """Refuse text that is too long or unreadable."""

    def __call__(self, form: Form, field: Field) -> None:
        """Raises StopValidation with the sentence to show beside the field."""
        super().__call__(form, field)
        if fault := plain.fault(field.data or "", self.limit):
            raise StopValidation(_(fault, limit=self.limit))


def is_name(_form: Form, field: Field) -> None:
    """Refuse what is not a name. Raises ValidationError with what is wrong."""
    if field.data and (fault := names.fault(field.data)):
        raise ValidationError(_(fault))


class IsAddress(Email):
    """Refuse what is not an e-mail address, and addresses that our mail cannot be sent to."""

    def __init__(self) -> None:
        super().__init__(lazy("This e-mail address is incomplete. Enter it like this: ana@example.org."))

    def __call__(self, form: Any, field: Any) -> None:
        """Raises ValidationError with the sentence to show beside the field."""
        if not field.data:
            return
        super().__call__(form, field)
        try:
            contacts.deliverable(field.data)
        except ValueError:
            raise ValidationError(_("Our e-mails can’t reach this address. Check the spelling.")) from None


def is_phone(_form: Form, field: Field) -> None:
    """Refuse a number that cannot be called from abroad; replace others by their international form."""
    if not field.data:
        return
    number = contacts.international(field.data)
    if number is None:
        raise ValidationError(_("This doesn’t look like a phone number. Enter it like this: +49 30 123456."))
    field.data = number


def is_link(_form: Form, field: Field) -> None:
    """Refuse what is not the https address of a page."""
    if field.data and not contacts.is_web_page(field.data):
        raise ValidationError(_("This is not a link other people can open. It should start with https://."))


def is_code(_form: Form, field: Field) -> None:
    """Refuse what does not have the eight signs of a code, so that a typing error costs no attempt."""
    if not codes.read_code(field.data or ""):
        raise ValidationError(_("The code has 8 characters."))


def are_digits(_form: Form, field: Field) -> None:
    """Refuse what does not have the six digits of a code, so that a typing error costs no attempt."""
    if not codes.read_digits(field.data or ""):
        raise ValidationError(_("The code has 6 digits."))


def no_contact_detail(_form: Form, field: Field) -> None:
    """Refuse contact details in text that others read before anybody has said yes."""
    if found := contact_details.found_in(field.data or ""):
        raise ValidationError(_(found.sentence, piece=found.piece))


class _Written:
    """A mixin for all fields here: it cleans the input and sets the text direction by content."""

    clean: "ClassVar[staticmethod[[str], str]]"
    checks: ClassVar[tuple[Check, ...]] = ()
    attributes: ClassVar[dict[str, Any]] = {}

    def __init__(self, label: Words, validators: Sequence[Check] = (), **given: Any) -> None:
        attributes = {"dir": "auto", **self.attributes, **given.pop("render_kw", {})}
        super().__init__(
            label,
            [*validators, *given.pop("checks", self.checks)],
            filters=[_after(type(self).clean)],
            render_kw=attributes,
            **given,
        )  # type: ignore[call-arg]  # these are arguments of the WTForms field


class LineField(_Written, StringField):
    """One line of at most `limit` characters."""

    clean = staticmethod(plain.one_line)

    def __init__(self, label: Words, validators: Sequence[Check] = (), *, limit: int, **given: Any) -> None:
        super().__init__(label, _in_turn(validators, Readable(limit)), **given)


class TextField(_Written, TextAreaField):
    """A text of several lines, of at most `limit` characters."""

    clean = staticmethod(plain.clean)

    def __init__(self, label: Words, validators: Sequence[Check] = (), *, limit: int, **given: Any) -> None:
        super().__init__(label, _in_turn(validators, Readable(limit)), **given)


class PastedField(TextAreaField):
    """What is pasted whole, such as a table: neither cleaned nor cut; whoever reads it checks it."""

    def __init__(self, label: Words, validators: Sequence[Check] = (), **given: Any) -> None:
        attributes = {"dir": "auto", "spellcheck": "false", "autocapitalize": "none"}
        super().__init__(label, [*validators], render_kw=attributes | given.pop("render_kw", {}), **given)


class NameField(_Written, StringField):
    """The name of a person."""

    clean = staticmethod(names.clean)
    checks = (is_name,)


class AddressField(_Written, EmailField):
    """An e-mail address."""

    clean = staticmethod(contacts.clean_address)
    checks = (FitsIn(contacts.LONGEST_ADDRESS), IsAddress())
    attributes: ClassVar[dict[str, Any]] = {"autocapitalize": "none", "spellcheck": "false"}


class PhoneField(_Written, TelField):
    """A telephone number that can be called from abroad."""

    clean = staticmethod(contacts.clean_phone)
    checks = (FitsIn(contacts.LONGEST_PHONE), is_phone)


class LinkField(_Written, URLField):
    """The address of a page on the web."""

    clean = staticmethod(contacts.clean_link)
    checks = (FitsIn(contacts.LONGEST_LINK), is_link)


class CodeField(_Written, StringField):
    """A code of eight signs from an e-mail; its value stays as it was typed."""

    clean = staticmethod(plain.one_line)
    checks = (is_code,)
    attributes: ClassVar[dict[str, Any]] = {
        "autocomplete": "one-time-code",
        "autocapitalize": "characters",
        "spellcheck": "false",
    }


class DigitsField(_Written, StringField):
    """A code of six digits from an e-mail; its value stays as it was typed."""

    clean = staticmethod(plain.one_line)
    checks = (are_digits,)
    attributes: ClassVar[dict[str, Any]] = {"autocomplete": "one-time-code", "inputmode": "numeric"}


def written(
    label: Words, limit: int, *, hint: Words = "", rows: int = 3, required: Words = None
) -> TextField:
    """Return a field for a text without contact details; `required` is the error message if it is empty."""
    checks: list[Check] = [DataRequired(required), no_contact_detail] if required else [no_contact_detail]
    return TextField(label, checks, limit=limit, description=hint, render_kw={"rows": rows})


def choices(pairs: Iterable[tuple[str, Words]]) -> list[Any]:
    """Return choices for a field from pairs of value and label; a right-to-left name keeps its direction."""
    return [SelectChoice(value, words, _direction(words)) for value, words in pairs]


def _direction(words: Words) -> dict[str, str]:
    return {"dir": "auto"} if isinstance(words, str) and runs_from_the_right(words) else {}


def _in_turn(validators: Sequence[Check], fits: Check) -> list[Check]:
    """Order the validators: those that require input first, then the limit, then all others."""
    first = [one for one in validators if {"required", "wanted"} & set(getattr(one, "field_flags", ()))]
    return [*first, fits, *(one for one in validators if one not in first)]


def _after(clean: Callable[[str], str]) -> Callable[[str | None], str]:
    return lambda typed: clean(typed or "")
