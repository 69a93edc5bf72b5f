"""Which of the largest mail providers a domain belongs to, so that figures need not name the domain."""

import re

OTHER = "other"
# Each has hundreds of millions of mailboxes, or most of those of a country.
_LARGEST = {
    "google": r"(gmail|googlemail)\.com",
    "microsoft": r"(outlook|hotmail|live)\.[a-z.]{2,6}|msn\.com",
    "yahoo": r"(yahoo|ymail|rocketmail)\.[a-z.]{2,6}|aol\.com",
    "apple": r"(icloud|me|mac)\.com",
    "united": r"gmx\.[a-z]{2,3}|web\.de|mail\.com|1und1\.de",
    "proton": r"(protonmail\.(com|ch)|proton\.me|pm\.me)",
}
LARGE = tuple(_LARGEST)
_NAMED = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _LARGEST.items()))


def mail_host(address: str) -> str:
    """Return the provider of an address; `other` for all but a few large ones.

    >>> mail_host("alice@googlemail.com"), mail_host("alice@alices-own.example")
    ('google', 'other')
    """
    found = _NAMED.fullmatch(address.rpartition("@")[2].lower())
    return found.lastgroup or OTHER if found else OTHER
