"""What is checked in more than one field, each check with the sentence that says what is wrong."""

from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from wtforms import Field, Form, StringField
from wtforms.form import BaseForm
from wtforms.validators import Email, ValidationError

from intro_app.outbox.mime import deliverable
from intro_app.text import names, plain


def is_name(_form: Form, field: Field) -> None:
    """Refuse what is no name, in words that help."""
    if problem := names.fault(field.data or ""):
        raise ValidationError(_(problem))


class Address(Email):
    """Refuse what is no e-mail address, and one that no mail server of ours could write to."""

    def __init__(self) -> None:
        super().__init__(lazy("This is not a complete e-mail address. It looks like ana@example.org."))

    def __call__(self, form: BaseForm, field: StringField) -> None:
        """Raises ValidationError with the sentence to show beside the field."""
        super().__call__(form, field)
        try:
            deliverable(field.data or "")
        except ValueError:
            raise ValidationError(
                _("Our e-mails cannot reach this address. Look whether it is spelled right.")
            ) from None


class PlainText:
    """Refuse a text that is too long or holds what nobody can see."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, _form: Form, field: Field) -> None:
        """Raises ValidationError with the sentence to show beside the field."""
        if problem := plain.fault((field.data or "").replace("\r\n", "\n"), self.limit):
            raise ValidationError(_(problem, limit=self.limit))


class OneLine(PlainText):
    """The same for a field that has one line."""

    def __call__(self, form: Form, field: Field) -> None:
        """Raises ValidationError with the sentence to show beside the field."""
        if "\n" in (field.data or "") or "\r" in (field.data or ""):
            raise ValidationError(_("Write this on one line."))
        super().__call__(form, field)


def is_web_page(link: str) -> bool:
    """Whether it is the address of a page that anybody may open, safely and without surprise."""
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError:
        return False
    unsafe = any(not 32 < ord(char) < 127 or char in "<>\"'\\`" for char in link)
    return parts.scheme == "https" and "." in host.strip(".") and not unsafe and "@" not in parts.netloc
