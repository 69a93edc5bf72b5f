"""Browsers that have signed in with a mailbox before: a mark in a cookie, which only this site can make.

Somebody who types my address over and over spends the allowance of strangers, not that of my own browsers.
The mark is a keyed hash of the mailbox: nothing of it is kept here, and it opens nothing.
"""

import hmac
from collections.abc import Sequence
from hashlib import sha256

from intro_app.config import settings

# One browser may be several people's; the oldest mark goes.
MOST_MARKS = 5


def mark_of(mailbox: str) -> str:
    """The mark that a browser gets when it signs in with this mailbox, in its canonical spelling."""
    return hmac.new(
        settings().lasting_key.encode(), f"intro/familiar/{mailbox}".encode(), sha256
    ).hexdigest()[:32]


def is_familiar(marks: Sequence[str], mailbox: str) -> bool:
    """Whether a browser with these marks has signed in with this mailbox before."""
    ours = mark_of(mailbox)
    return any(hmac.compare_digest(mark, ours) for mark in marks)


def with_mark(marks: Sequence[str], mark: str) -> list[str]:
    """The marks of a browser that has just signed in, newest first."""
    return [mark, *(other for other in marks if other != mark)][:MOST_MARKS]
