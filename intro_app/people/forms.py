"""The form with the address of somebody whom the member knows."""

from flask_babel import lazy_gettext as lazy
from wtforms.validators import DataRequired

from intro_app.identity.forms.entering import AddressForm
from intro_app.web.fields import AddressField


class KnownAddressForm(AddressForm):
    """The address of somebody whom the member knows."""

    email = AddressField(
        lazy("Their e-mail address"),
        [DataRequired(lazy("Enter the person’s e-mail address."))],
        render_kw={"autocomplete": "off"},
    )
