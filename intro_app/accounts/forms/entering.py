"""What people type to come in: an address, a code, a name; and the address of someone they know."""

from flask_babel import lazy_gettext as lazy
from flask_wtf import FlaskForm
from wtforms import EmailField, StringField
from wtforms.validators import InputRequired, Length

from intro_app.accounts.forms.checks import Address, is_name
from intro_app.text import names


class AddressForm(FlaskForm):
    """An e-mail address, to come in or to name somebody."""

    email = EmailField(
        lazy("Your e-mail address"),
        [
            InputRequired(lazy("Type your e-mail address.")),
            Length(max=254, message=lazy("An e-mail address has at most 254 characters.")),
            Address(),
        ],
        filters=[lambda text: (text or "").strip()],
        render_kw={"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"},
    )


class CodeForm(FlaskForm):
    """The code beside the link, for when the link does not work."""

    code = StringField(
        lazy("The code from the e-mail"),
        [
            InputRequired(lazy("Type the eight signs from the e-mail.")),
            Length(max=20, message=lazy("The code has eight signs.")),
        ],
        render_kw={
            "autocomplete": "one-time-code",
            "autocapitalize": "characters",
            "spellcheck": "false",
            "maxlength": 20,
        },
    )


class NameForm(FlaskForm):
    """What a new member is called."""

    name = StringField(
        lazy("Your name"),
        [InputRequired(lazy("Type the name that people know you by.")), is_name],
        description=lazy("First and last name, as people know you. They see it when you ask or are asked."),
        render_kw={"autocomplete": "name", "maxlength": names.LONGEST},
    )
