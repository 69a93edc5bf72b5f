"""The tables of accounts: people, and how they come in."""

from intro_app.accounts.models.passkeys import Passkey, PasskeyChallenge
from intro_app.accounts.models.people import ContactField, Door, DoorSign, Member
from intro_app.accounts.models.signing_in import Session, SignIn
from intro_app.accounts.models.staff import Staff, StaffRole

__all__ = [
    "ContactField",
    "Door",
    "DoorSign",
    "Member",
    "Passkey",
    "PasskeyChallenge",
    "Session",
    "SignIn",
    "Staff",
    "StaffRole",
]
