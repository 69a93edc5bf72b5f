"""The tables of accounts: people, what ties them to each other, and how they come in."""

from intro_app.accounts.models.people import ContactField, Door, Member
from intro_app.accounts.models.signing_in import Session, SignIn
from intro_app.accounts.models.ties import Acquaintance, Block, BlockKind

__all__ = [
    "Acquaintance",
    "Block",
    "BlockKind",
    "ContactField",
    "Door",
    "Member",
    "Session",
    "SignIn",
]
