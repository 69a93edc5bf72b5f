"""Forms for signing in and joining: an address, a code, a name."""

from typing import Self

from wtforms.validators import DataRequired

from intro_app.i18n import lazy_gettext as lazy
from intro_app.own_fields.forms import AsksOwnFields
from intro_app.site_settings import own_fields
from intro_app.web.fields import AddressField, CodeField, NameField
from intro_app.web.forms import SiteForm


class AddressForm(SiteForm):
    """An e-mail address to sign in with."""

    email = AddressField(
        lazy("Your e-mail address"),
        [DataRequired(lazy("Enter your e-mail address."))],
        render_kw={"autocomplete": "email"},
    )


class NewAddressForm(SiteForm):
    """The e-mail address that a member wants from now on."""

    email = AddressField(
        lazy("New e-mail address"),
        [DataRequired(lazy("Enter your new e-mail address."))],
        render_kw={"autocomplete": "email"},
    )


class SignInCodeForm(SiteForm):
    """The code from the sign-in e-mail, for when its link cannot be used."""

    code = CodeField(
        lazy("Enter the 8-character code"), [DataRequired(lazy("Enter the 8 characters from the e-mail."))]
    )


class NameForm(SiteForm):
    """The name of a new member."""

    name = NameField(
        lazy("Your name"),
        [DataRequired(lazy("Enter the name people know you by."))],
        description=lazy("First and last name. People see it when you send or receive a request."),
        render_kw={"autocomplete": "name"},
    )


class NewcomerForm(NameForm, AsksOwnFields):
    """The name of a new member, and what the community asks of whoever joins."""

    @classmethod
    def for_newcomers(cls) -> type[Self]:
        """Return the form with the fields that whoever joins has to fill in."""
        return cls.asking([one for one in own_fields() if one.required], at_joining=True)

    def newcomers_answers(self) -> dict[str, str]:
        """Return the answers by the public ids of their fields."""
        return {key: answer.text for key, answer in self.own_answers().items()}


def newcomer_form() -> NewcomerForm:
    """Return the form of somebody who joins."""
    return NewcomerForm.for_newcomers()()
