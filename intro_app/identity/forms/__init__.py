"""Forms that people fill in to sign in and about themselves."""

from intro_app.identity.forms.door import PURPOSES, DoorForm
from intro_app.identity.forms.entering import (
    AddressForm,
    NameForm,
    NewAddressForm,
    NewcomerForm,
    SignInCodeForm,
    newcomer_form,
)
from intro_app.identity.forms.mail import MailForm
from intro_app.identity.forms.passkeys import PasskeyForm
from intro_app.identity.forms.profile import ProfileForm, profile_form

__all__ = [
    "PURPOSES",
    "AddressForm",
    "DoorForm",
    "MailForm",
    "NameForm",
    "NewAddressForm",
    "NewcomerForm",
    "PasskeyForm",
    "ProfileForm",
    "SignInCodeForm",
    "newcomer_form",
    "profile_form",
]
