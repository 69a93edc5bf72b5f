"""Recognises browsers that have signed in with a mailbox before, by a mark in a cookie.

Familiar browsers have a rate limit of their own for sign-in e-mails, so a stranger who keeps typing a
member's address cannot use that limit up. The mark is a keyed hash of the mailbox, which only this site can
make; it is not stored on the server and grants no access.
"""

import hmac
from collections.abc import Sequence
from hashlib import sha256

from intro_app.config import settings

# Several people may share one browser; beyond this number the oldest mark is dropped.
MOST_MARKS = 5


def mark_of(mailbox: str) -> str:
    """Return the mark for a browser that signs in with this mailbox (in its canonical spelling)."""
    return hmac.new(
        settings().lasting_key.encode(), f"intro/familiar/{mailbox}".encode(), sha256
    ).hexdigest()[:32]


def is_familiar(marks: Sequence[str], mailbox: str) -> bool:
    """Return whether a browser with these marks has signed in with this mailbox before."""
    ours = mark_of(mailbox)
    return any(hmac.compare_digest(mark, ours) for mark in marks)


def with_mark(marks: Sequence[str], mark: str) -> list[str]:
    """Return the marks of a browser that has just signed in, newest first, at most MOST_MARKS."""
    return [mark, *(other for other in marks if other != mark)][:MOST_MARKS]
