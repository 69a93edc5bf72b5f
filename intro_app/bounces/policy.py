"""Pure rules for reports: which e-mail one is about, and when a full mailbox counts as none."""

import re
from collections.abc import Iterable
from datetime import timedelta

# How long after an e-mail was sent a report on it counts.
COUNTS_FOR = timedelta(days=30)
KEEP_REPORTS = timedelta(days=90)
# A mailbox that could not take e-mail then, and still cannot, counts as one that does not exist.
BUSY_SINCE = timedelta(days=5), timedelta(days=14)

_FOR_LETTERS = re.compile(r"\+r[a-z2-7]{32}@", re.IGNORECASE)
_KEYED = re.compile(r"\+([a-z2-7]{32})@", re.IGNORECASE)


def are_for_letters(addresses: Iterable[str]) -> bool:
    """Return whether one of these is an address for replies, such as `b+r<32 letters and digits>@…`."""
    return any(map(_FOR_LETTERS.search, addresses))


def envelope_addresses(received: Iterable[str], bounce_addresses: Iterable[str]) -> list[str]:
    """Return the keyed addresses that these may be, such as `b+<32 letters and digits>@bounce.example.org`.

    Servers on the way change the case, and add angle brackets. A key is looked for under the present
    BOUNCE_ADDRESS of each stream, too.
    """
    places = [address.rpartition("@") for address in bounce_addresses]
    found: dict[str, None] = {}
    for address in received:
        if keyed := _KEYED.search(address):
            found[address.strip(" <>").lower()] = None
            found |= {f"{local}+{keyed[1].lower()}@{domain}": None for local, _, domain in places}
    return list(found)
