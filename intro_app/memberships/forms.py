"""The form for joining."""

import secrets
from collections.abc import Sequence

from flask_babel import lazy_gettext as lazy
from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired, Regexp

from intro_app.memberships.models import Choice
from intro_app.memberships.queries import PriceOption
from intro_app.web.forms import SiteForm

NAMES = {
    Choice.MONTHLY: lazy("Monthly"),
    Choice.YEARLY: lazy("Yearly"),
    Choice.REDUCED: lazy("The reduced price"),
}


class JoinForm(SiteForm):
    """The choice of a price; `once` is an idempotency key of the page, so pressing twice pays once."""

    choice = RadioField(lazy("How would you like to pay?"), [InputRequired(lazy("Choose a price."))])
    once = HiddenField(validators=[Regexp(r"^[A-Za-z0-9_-]{22}$")])

    def __init__(self, offers: Sequence[PriceOption], *args: object, **kwargs: object) -> None:
        """Offer these prices as choices."""
        kwargs.setdefault("data", {"once": secrets.token_urlsafe(16)})
        super().__init__(*args, **kwargs)
        self.choice.choices = [(offer.choice.value, str(NAMES[offer.choice])) for offer in offers]

    def chosen(self) -> Choice:
        """Return the chosen price of a valid form."""
        return Choice(self.choice.data)
