"""The tables of accounts: people, what ties them to each other, and how they come in."""

from intro_app.accounts.models.passkeys import Passkey, PasskeyChallenge
from intro_app.accounts.models.people import ContactField, Door, Member
from intro_app.accounts.models.signing_in import Session, SignIn
from intro_app.accounts.models.staff import Staff, StaffRole
from intro_app.accounts.models.ties import Acquaintance, Block, BlockKind, Glimpse

__all__ = [
    "Acquaintance",
    "Block",
    "BlockKind",
    "ContactField",
    "Door",
    "Glimpse",
    "Member",
    "Passkey",
    "PasskeyChallenge",
    "Session",
    "SignIn",
    "Staff",
    "StaffRole",
]
