"""The form for how the site writes to a member."""

from wtforms import BooleanField

from intro_app.i18n import lazy_gettext as lazy
from intro_app.web.forms import WritingForm


class MailForm(WritingForm):
    """What a member chooses for all e-mails to them."""

    without_names = BooleanField(
        lazy("Leave names out of subjects"),
        description=lazy("Then nobody who sees your phone or your inbox learns who you’re in touch with."),
    )
