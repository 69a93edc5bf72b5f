"""The form for a member's preferences about community e-mail."""

from flask_babel import lazy_gettext as lazy
from wtforms import BooleanField, SelectField

from intro_app.web.fields import choices
from intro_app.web.forms import SiteForm

_HOURS = choices((str(hour), f"{hour:02}:00") for hour in range(24))


class WishForm(SiteForm):
    """Weekly digest, mentions and quiet hours."""

    digest = BooleanField(
        lazy("A weekly digest"),
        description=lazy("One e-mail on Monday morning, read in a minute. A week without news brings none."),
    )
    mentions = BooleanField(lazy("An e-mail when somebody in a circle calls on me"))
    quiet_from = SelectField(lazy("Quiet from"), coerce=int, choices=_HOURS)
    quiet_until = SelectField(
        lazy("Quiet until"),
        coerce=int,
        choices=_HOURS,
        description=lazy(
            "In your time zone. E-mails of the community wait until then. "
            "The same hour twice: no quiet hours."
        ),
    )
