"""The forms with which somebody without an account signs up."""

from wtforms import BooleanField
from wtforms.validators import DataRequired

from intro_app.i18n import lazy_gettext as lazy
from intro_app.web.fields import AddressField, NameField
from intro_app.web.forms import WritingForm


class ComingForm(WritingForm):
    """The name of a visitor, and whether the host may have their address."""

    name = NameField(
        lazy("Your name"),
        [DataRequired(lazy("Enter the name people know you by."))],
        description=lazy("Only the host sees it."),
        render_kw={"autocomplete": "name"},
    )
    agrees = BooleanField(lazy("The host may download my name and e-mail address"))


class VisitForm(ComingForm):
    """A name, and the address to which the link goes."""

    email = AddressField(
        lazy("Your e-mail address"),
        [DataRequired(lazy("Enter your e-mail address."))],
        description=lazy("We send you a link. Open it to say that you’re coming."),
        render_kw={"autocomplete": "email"},
    )
