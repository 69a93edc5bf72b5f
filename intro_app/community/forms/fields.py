"""Fields that several forms of the community share."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from wtforms import Field, Form, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from intro_app.accounts.forms.checks import OneLine, PlainText
from intro_app.community.markdown import is_safe_link
from intro_app.introductions.forms.fields import Words, Written
from intro_app.text import plain

LONGEST_TITLE = 100


def title(label: Words, required: Words) -> StringField:
    """One line that stands in lists and e-mails, so that it holds no link and no address."""
    checks: list[Any] = [InputRequired(required), OneLine(LONGEST_TITLE), Written(LONGEST_TITLE)]
    return StringField(label, checks, render_kw={"maxlength": LONGEST_TITLE})


def in_markdown(label: Words, limit: int, *, required: Words = None, rows: int = 5) -> TextAreaField:
    """A text in Markdown."""
    checks: list[Any] = [InputRequired(required), PlainText(limit)] if required else [PlainText(limit)]
    hint = lazy("**bold**, *italic*, lists with -, and [links](https://…) work. Pictures do not.")
    return TextAreaField(
        label, checks, description=hint, filters=[_one_kind_of_line], render_kw={"rows": rows, "maxlength": limit}
    )


def is_link(_form: Form, field: Field) -> None:
    """Refuse what does not lead to a page by https."""
    if field.data and not is_safe_link(field.data):
        raise ValidationError(_("This is not a link that others can open. It begins with https://."))


def _one_kind_of_line(typed: str | None) -> str:
    return plain.clean((typed or "").replace("\r\n", "\n"))
