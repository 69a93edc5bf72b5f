"""What is chosen to join."""

import secrets
from collections.abc import Sequence

from flask_babel import lazy_gettext as lazy
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired, Regexp

from intro_app.memberships.models import Choice
from intro_app.memberships.queries import PriceOption

NAMES = {
    Choice.MONTHLY: lazy("Month by month"),
    Choice.YEARLY: lazy("Once a year"),
    Choice.REDUCED: lazy("The reduced price"),
}


class JoinForm(FlaskForm):
    """Which price; `once` names this page's one wish to pay, so that pressing twice is the same as once."""

    choice = RadioField(lazy("What suits you"), [InputRequired(lazy("Choose a price."))])
    once = HiddenField(validators=[Regexp(r"^[A-Za-z0-9_-]{22}$")])

    def __init__(self, offers: Sequence[PriceOption], *args: object, **kwargs: object) -> None:
        """Only what is offered may be chosen."""
        kwargs.setdefault("data", {"once": secrets.token_urlsafe(16)})
        super().__init__(*args, **kwargs)
        self.choice.choices = [(offer.choice.value, str(NAMES[offer.choice])) for offer in offers]

    def chosen(self) -> Choice:
        """The price, once the form is valid."""
        return Choice(self.choice.data)
