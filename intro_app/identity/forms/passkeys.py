"""What goes with a passkey: a name to know it by, and what the device said, written by the page's script."""

from flask_babel import lazy_gettext as lazy
from flask_wtf import FlaskForm
from wtforms import HiddenField

from intro_app.identity.models.passkeys import LONGEST_NAME
from intro_app.web.fields import LineField


class PasskeyForm(FlaskForm):
    """A new passkey."""

    name = LineField(
        lazy("A name for it"),
        limit=LONGEST_NAME,
        description=lazy("So that you know it again, such as: my phone, or the key on my desk."),
        render_kw={"autocomplete": "off"},
    )
    answer = HiddenField()
