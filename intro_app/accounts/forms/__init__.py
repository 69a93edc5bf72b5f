"""What people fill in about themselves, each field with its limit and a word on what is wrong."""

from intro_app.accounts.forms.door import PURPOSES, DoorForm
from intro_app.accounts.forms.entering import AddressForm, CodeForm, NameForm
from intro_app.accounts.forms.passkeys import PasskeyForm
from intro_app.accounts.forms.profile import ProfileForm

__all__ = [
    "PURPOSES",
    "AddressForm",
    "CodeForm",
    "DoorForm",
    "NameForm",
    "PasskeyForm",
    "ProfileForm",
]
