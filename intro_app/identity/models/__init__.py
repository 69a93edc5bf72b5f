"""The tables of accounts: members, doors, changes of address, sign-ins, sessions, passkeys and staff."""

from intro_app.identity.models.addresses import AddressChange
from intro_app.identity.models.passkeys import Passkey, PasskeyChallenge
from intro_app.identity.models.people import ContactField, Door, DoorSign, Member, opens_directly
from intro_app.identity.models.returning import EarlierAccount
from intro_app.identity.models.signing_in import Session, SignIn
from intro_app.identity.models.staff import Staff, StaffRole
from intro_app.identity.models.suspensions import Suspension, SuspensionCause, SuspensionGround

__all__ = [
    "AddressChange",
    "ContactField",
    "Door",
    "DoorSign",
    "EarlierAccount",
    "Member",
    "Passkey",
    "PasskeyChallenge",
    "Session",
    "SignIn",
    "Staff",
    "StaffRole",
    "Suspension",
    "SuspensionCause",
    "SuspensionGround",
    "opens_directly",
]
