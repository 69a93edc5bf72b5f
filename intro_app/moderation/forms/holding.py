"""The form with which a moderator returns a letter to its author before it goes out."""

from wtforms import SelectField
from wtforms.validators import InputRequired

from intro_app.i18n import lazy_gettext as lazy
from intro_app.moderation.forms.telling import told
from intro_app.moderation.grounds import Grounds
from intro_app.web.fields import choices
from intro_app.web.forms import WritingForm

LONGEST_REASON = 500


class ReturnForm(WritingForm):
    """Which rule the letter would break, and what should change."""

    rule = SelectField(
        lazy("Rule"),
        [InputRequired(lazy("Choose a rule."))],
        choices=choices([(one.value, lazy(one.rule)) for one in Grounds]),
    )
    reason = told(
        lazy("What should change? The author will read this."),
        required=lazy("Say what should change. The author will read it."),
        limit=LONGEST_REASON,
        rows=4,
    )
