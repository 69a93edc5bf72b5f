"""The forms to invite people, and those that invited people fill in."""

from wtforms import BooleanField
from wtforms.validators import DataRequired, InputRequired

from intro_app.i18n import lazy_gettext as lazy
from intro_app.identity.forms import AddressForm, NewcomerForm
from intro_app.joining.invitations.policy import (
    DAYS_OF_A_LINK,
    LONGEST_LINE,
    MOST_DAYS_OF_A_LINK,
    MOST_PLACES,
)
from intro_app.joining.invitations.service import Invited
from intro_app.web.fields import AddressField, LineField, NameField, written
from intro_app.web.forms import WritingForm
from intro_app.web.number_fields import Between, NumberField


class InviteForm(WritingForm):
    """Whom to invite by e-mail."""

    email = AddressField(
        lazy("Their e-mail address"),
        [DataRequired(lazy("Enter the person’s e-mail address."))],
        render_kw={"autocomplete": "off"},
    )
    name = NameField(
        lazy("Their name"),
        [DataRequired(lazy("Enter their name."))],
        render_kw={"autocomplete": "off"},
    )
    line = written(
        lazy("A line from you"),
        LONGEST_LINE,
        hint=lazy("They read it in the e-mail, below your name."),
    )

    def invited(self, locale: str) -> Invited:
        """Return the input in the form that `invite()` takes."""
        return Invited(self.email.data or "", self.name.data or "", self.line.data or "", locale)


class LinkForm(WritingForm):
    """For how many people a link is, and for how long."""

    places = NumberField(
        lazy("How many people"),
        [
            InputRequired(lazy("Choose a number from 1 to 10.")),
            Between(1, MOST_PLACES, lazy("Choose a number from 1 to 10.")),
        ],
        default=1,
        render_kw={"min": 1, "max": MOST_PLACES, "inputmode": "numeric"},
    )
    days = NumberField(
        lazy("For how many days"),
        [
            InputRequired(lazy("Choose a number from 1 to 30.")),
            Between(1, MOST_DAYS_OF_A_LINK, lazy("Choose a number from 1 to 30.")),
        ],
        default=DAYS_OF_A_LINK,
        render_kw={"min": 1, "max": MOST_DAYS_OF_A_LINK, "inputmode": "numeric"},
    )
    label = LineField(
        lazy("A note to yourself"), limit=80, description=lazy("For example: the choir. Only you can see it.")
    )


class AcceptForm(NewcomerForm):
    """The name with which an invited person joins, and whether they know who invites them."""

    knows = BooleanField(lazy("We know each other"))


def accept_form() -> AcceptForm:
    """Return the form with the fields that whoever joins has to fill in."""
    return AcceptForm.for_newcomers()()


class AddressByLinkForm(AddressForm):
    """The address with which somebody joins by an invitation link."""
