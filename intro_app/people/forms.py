"""What people fill in about each other: the address of somebody they know."""

from flask_babel import lazy_gettext as lazy
from wtforms import EmailField
from wtforms.validators import InputRequired, Length

from intro_app.accounts.forms.checks import Address
from intro_app.accounts.forms.entering import AddressForm


class KnownAddressForm(AddressForm):
    """The address of somebody whom the member knows."""

    email = EmailField(
        lazy("Their e-mail address"),
        [
            InputRequired(lazy("Type the person's e-mail address.")),
            Length(max=254, message=lazy("An e-mail address has at most 254 characters.")),
            Address(),
        ],
        filters=[lambda text: (text or "").strip()],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
