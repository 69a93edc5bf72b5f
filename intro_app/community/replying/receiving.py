"""Takes in what comes to reply addresses, within the limits that the pages count, too."""

from collections.abc import Sequence
from datetime import datetime

from intro_app.community.replying.policy import Taken
from intro_app.community.replying.service import take_reply
from intro_app.web.limits import hit


def take_letter(addresses: Sequence[str], content: bytes, envelope_sender: str | None, at: datetime) -> bool:
    """Take in a letter; return whether the address is known."""
    return taken(addresses, content, envelope_sender, at) is not Taken.UNKNOWN


def taken(addresses: Sequence[str], content: bytes, envelope_sender: str | None, at: datetime) -> Taken:
    """Do the same, and return what became of it."""
    return take_reply(addresses, content, envelope_sender, _allows, at)


def _allows(name: str, key: str, allowance: str, at: datetime) -> bool:
    return hit(name, key, allowance, at=at).allowed
