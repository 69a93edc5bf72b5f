"""Pure rules for replies by e-mail: how long an address takes them, and how often we say why not."""

import re
from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256

TAKEN_FOR = timedelta(days=30)
# Afterwards we still know whose it was, to say that its time is over.
KNOWN_FOR = timedelta(days=30)
# How often a member reads by e-mail why a reply was not posted; whoever forges their name sends more.
REFUSALS_TOLD = "2/hour;5/day"

_TOKEN = re.compile(r"\+r([a-z2-7]{32})@", re.IGNORECASE)


class Taken(StrEnum):
    """What became of something that came to a reply address."""

    POSTED = "posted"
    REFUSED = "refused"
    DROPPED = "dropped"
    UNKNOWN = "unknown"


def token_in(addresses: Iterable[str]) -> str | None:
    """Return the token of the first reply address among these, such as `b+r<32 letters and digits>@…`."""
    found = next(filter(None, map(_TOKEN.search, addresses)), None)
    return found[1].lower() if found else None


def hash_of(token: str) -> str:
    """Return the hash by which a token is found."""
    return sha256(f"reply-address:{token}".encode()).hexdigest()


def quotes_private_link(words: str, base_url: str) -> bool:
    """Whether words hold a link of this site whose path is a secret: one letter, and a key."""
    return re.search(rf"{re.escape(base_url)}/[a-z]/\S", words) is not None
