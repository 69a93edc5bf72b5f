"""What goes with a passkey: a name to know it by, and what the device said, written by the page's script."""

from flask_babel import lazy_gettext as lazy
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import Length

from intro_app.accounts.models.passkeys import LONGEST_NAME


class PasskeyForm(FlaskForm):
    """A new passkey."""

    name = StringField(
        lazy("A name for it"),
        [Length(max=LONGEST_NAME, message=lazy("A name has at most 60 characters."))],
        description=lazy("So that you know it again, such as: my phone, or the key on my desk."),
        render_kw={"autocomplete": "off", "maxlength": LONGEST_NAME},
    )
    answer = HiddenField()
