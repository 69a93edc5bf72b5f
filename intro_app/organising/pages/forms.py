"""The form for a page of the site."""

from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from intro_app.i18n import lazy_gettext as lazy
from intro_app.site_pages.policy import LONGEST_CHANGE
from intro_app.text.markdown import LONGEST_PAGE
from intro_app.web.fields import LineField, TextField
from intro_app.web.forms import WritingForm
from intro_app.web.number_fields import DayField, NumberField


class WrittenPageForm(WritingForm):
    """A new version of a page, and what is different in it."""

    words = TextField(
        lazy("Text of the page"),
        limit=LONGEST_PAGE,
        description=lazy(
            "Start a heading with #, and a list item with -. **bold** and "
            "[links](https://example.org) work, too. Leave empty for no page."
        ),
        render_kw={"rows": 18},
    )
    change = LineField(
        lazy("What has changed?"),
        limit=LONGEST_CHANGE,
        description=lazy("In a sentence. Members read it once, when terms or privacy change."),
    )
    applies_on = DayField(
        lazy("Applies from"),
        [Optional()],
        description=lazy(
            "Leave empty for today. For terms and privacy, choose a day 14 days ahead or later."
        ),
    )
    begun_from = NumberField("", [Optional()], widget=HiddenInput())
