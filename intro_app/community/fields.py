"""Fields that several forms of the community share."""

from wtforms.validators import DataRequired

from intro_app.i18n import lazy_gettext as lazy
from intro_app.web.fields import LineField, TextField, Words, no_contact_detail

LONGEST_TITLE = 100


def title(label: Words, required: Words) -> LineField:
    """Return a field for a title, which appears in lists and e-mails and so may hold no link or address."""
    return LineField(label, [DataRequired(required), no_contact_detail], limit=LONGEST_TITLE)


def in_markdown(label: Words, limit: int, *, required: Words = None, rows: int = 5) -> TextField:
    """Return a field for text in Markdown."""
    checks = [DataRequired(required)] if required else []
    hint = lazy("You can use **bold**, *italic*, # headings, lists with - and https links.")
    return TextField(label, checks, limit=limit, description=hint, render_kw={"rows": rows})
