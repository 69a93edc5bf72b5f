"""The kinds of e-mail, and how many of each kind one mailbox gets: pure rules."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum


class MailKind(StrEnum):
    """What an e-mail is to its reader; decides whether `reach` is asked and which budget it counts on."""

    # About the reader's own account or rights: only a stop of its own kind stops it.
    SECURITY = "security"
    # The one goodbye, posted in the transaction in which somebody leaves.
    FAREWELL = "farewell"
    # A reply, a release, a closing, or what its reader switched on.
    EXPECTED = "expected"
    # An ask. The reader's door limits how many come; here they are counted and not refused.
    ASK = "ask"
    # Somebody else caused it, and its reader does not expect it.
    UNREQUESTED = "unrequested"
    # A code, requested by whoever typed this address.
    CODE = "code"
    # A sign-up link and code for an address without an account, requested by whoever typed it.
    SIGN_UP = "sign_up"


class MailStream(StrEnum):
    """Which of the two streams an e-mail leaves by; a server that refuses one does not hold up the other.

    BULK is for what many people get and nobody waits for: invitations and digests. Without a second mail
    server everything is MAIN.
    """

    MAIN = "main"
    BULK = "bulk"


# How many e-mails of a kind one mailbox gets, over all senders: (number, days).
BUDGETS: dict[MailKind, tuple[tuple[int, int], ...]] = {
    MailKind.UNREQUESTED: ((2, 1), (4, 7)),
    MailKind.CODE: ((3, 1),),
    MailKind.SIGN_UP: ((3, 1),),
}
# Which kinds count on the budget of a kind. SIGN_UP does not count on the budget of CODE: anybody can type an
# address on the sign-up page, and must not be able to keep a guest from the code with which they say yes.
COUNTED_ON = {
    MailKind.UNREQUESTED: (MailKind.UNREQUESTED, MailKind.ASK),
    MailKind.CODE: (MailKind.CODE,),
    MailKind.SIGN_UP: (MailKind.SIGN_UP, MailKind.CODE),
}
PASSES = frozenset({MailKind.SECURITY, MailKind.FAREWELL})


def is_spent(kind: MailKind, posted_at: Collection[datetime], at: datetime) -> bool:
    """Whether a mailbox that got mail counted on this kind at `posted_at` has used up its budget now."""
    return any(
        sum(moment > at - timedelta(days=days) for moment in posted_at) >= number
        for number, days in BUDGETS.get(kind, ())
    )
