"""The form for a new passkey."""

from wtforms import HiddenField

from intro_app.i18n import lazy_gettext as lazy
from intro_app.identity.models.passkeys import LONGEST_NAME
from intro_app.web.fields import LineField
from intro_app.web.forms import SiteForm


class PasskeyForm(SiteForm):
    """A passkey's name, and the browser's WebAuthn response, which the page's script fills in."""

    name = LineField(
        lazy("Name of this passkey"),
        limit=LONGEST_NAME,
        description=lazy("So you can recognise it, for example “my phone” or “office key”."),
        render_kw={"autocomplete": "off"},
    )
    answer = HiddenField()
