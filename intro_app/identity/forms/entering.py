"""Forms for signing in and joining: an address, a code, a name."""

from flask_babel import lazy_gettext as lazy
from flask_wtf import FlaskForm
from wtforms.validators import DataRequired

from intro_app.web.fields import AddressField, CodeField, NameField


class AddressForm(FlaskForm):
    """An e-mail address to sign in with."""

    email = AddressField(
        lazy("Your e-mail address"),
        [DataRequired(lazy("Type your e-mail address."))],
        render_kw={"autocomplete": "email"},
    )


class SignInCodeForm(FlaskForm):
    """The code from the sign-in e-mail, for when its link cannot be used."""

    code = CodeField(
        lazy("The code from the e-mail"), [DataRequired(lazy("Type the eight signs from the e-mail."))]
    )


class NameForm(FlaskForm):
    """The name of a new member."""

    name = NameField(
        lazy("Your name"),
        [DataRequired(lazy("Type the name that people know you by."))],
        description=lazy("First and last name, as people know you. They see it when you ask or are asked."),
        render_kw={"autocomplete": "name"},
    )
