"""The form for a member's preferences about community e-mail."""

from wtforms import BooleanField, SelectField

from intro_app.i18n import lazy_gettext as lazy
from intro_app.web.fields import choices
from intro_app.web.forms import SiteForm

_HOURS = choices((str(hour), f"{hour:02}:00") for hour in range(24))


class PreferencesForm(SiteForm):
    """Weekly digest and quiet hours."""

    digest = BooleanField(
        lazy("A weekly digest"),
        description=lazy("One short e-mail on Monday mornings, only when there’s news."),
    )
    suggestions = BooleanField(
        lazy("People I could introduce, in the digest"),
        description=lazy("Two people you know: one is looking for something the other can help with."),
    )
    quiet_from = SelectField(lazy("Quiet from"), coerce=int, choices=_HOURS)
    quiet_until = SelectField(
        lazy("Quiet until"),
        coerce=int,
        choices=_HOURS,
        description=lazy(
            "In your time zone. Community e-mails wait until quiet hours end. Choose the same hour twice "
            "for no quiet hours."
        ),
    )
