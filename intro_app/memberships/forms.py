"""The forms for joining, for giving a year to somebody else, and for staff who give a membership."""

import secrets
from collections.abc import Sequence

from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired, Regexp, ValidationError

from intro_app.i18n import lazy_gettext as lazy
from intro_app.memberships.models import Choice
from intro_app.memberships.policy import GivenLength
from intro_app.memberships.queries import PriceOption
from intro_app.web.fields import AddressField, LineField, choices
from intro_app.web.forms import SiteForm, WritingForm

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


class GiveForm(WritingForm):
    """To whom staff give a membership, for how long, and why."""

    id_prefix = "give"

    address = AddressField(
        lazy("Their e-mail address"),
        [InputRequired(lazy("Enter an address."))],
        render_kw={"autocomplete": "off"},
    )
    length = SelectField(
        lazy("For how long"),
        choices=choices([(one, lazy(one.label)) for one in GivenLength]),
        default=GivenLength.YEAR.value,
    )
    why = LineField(
        lazy("Reason"),
        [InputRequired(lazy("Give a reason."))],
        limit=200,
        description=lazy("For the log. Don’t name anyone."),
    )


class GiftForm(SiteForm):
    """Whom a gift is for, and whether they are told from whom; `once` as in JoinForm."""

    PERSON, POOL = "person", "pool"
    NAMED, UNNAMED = "named", "unnamed"

    whom = RadioField(
        lazy("Who is it for?"),
        [InputRequired(lazy("Choose who it’s for."))],
        choices=choices(
            (
                (PERSON, lazy("Someone here whose address I know")),
                (POOL, lazy("Someone who can’t pay. The people who run this site choose who.")),
            )
        ),
    )
    address = AddressField(lazy("Their e-mail address"), render_kw={"autocomplete": "off"})
    told = RadioField(
        lazy("What should they read?"),
        choices=choices(((NAMED, lazy("My name")), (UNNAMED, lazy("Only that someone gave it")))),
        validate_choice=False,
    )
    once = HiddenField(validators=[Regexp(r"^[A-Za-z0-9_-]{22}$")])

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Draw the key of the page; the address is not optional where it is asked for."""
        kwargs.setdefault("data", {"once": secrets.token_urlsafe(16)})
        super().__init__(*args, **kwargs)
        self.address.flags.wanted = True

    def validate_address(self, field: AddressField) -> None:
        """Ask for the address of a person."""
        if self.whom.data == self.PERSON and not field.data:
            raise ValidationError(lazy("Enter the person’s e-mail address."))

    def validate_told(self, field: RadioField) -> None:
        """Ask what a person is told."""
        if self.whom.data == self.PERSON and field.data not in {self.NAMED, self.UNNAMED}:
            raise ValidationError(lazy("Choose what they should read."))

    @property
    def recipient(self) -> str:
        """The address of a valid form; empty for the pool."""
        return (self.address.data or "") if self.whom.data == self.PERSON else ""

    @property
    def is_named(self) -> bool:
        """Whether the recipient is told the giver's name."""
        return bool(self.told.data == self.NAMED)
