"""Forms that people fill in to sign in and about themselves."""

from intro_app.identity.forms.door import PURPOSES, DoorForm
from intro_app.identity.forms.entering import AddressForm, NameForm, NewAddressForm, SignInCodeForm
from intro_app.identity.forms.mail import MailForm
from intro_app.identity.forms.passkeys import PasskeyForm
from intro_app.identity.forms.profile import ProfileForm

__all__ = [
    "PURPOSES",
    "AddressForm",
    "DoorForm",
    "MailForm",
    "NameForm",
    "NewAddressForm",
    "PasskeyForm",
    "ProfileForm",
    "SignInCodeForm",
]
