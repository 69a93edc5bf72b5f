"""What an e-mail is to its reader, and how much of each kind one mailbox gets: pure rules."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum


class MailKind(StrEnum):
    """What an e-mail is to its reader: decides whether it must pass `reach`, and which budget it is counted on."""

    SECURITY = (
        "security"  # about their own account or their rights: passes everything but a stop of its own kind
    )
    FAREWELL = "farewell"  # the one goodbye, posted in the transaction in which somebody leaves
    EXPECTED = "expected"  # a reply, a release, a closing, or what its reader switched on
    ASK = "ask"  # an ask, whose numbers the reader's door keeps; it is counted here and not refused
    UNREQUESTED = "unrequested"  # somebody else brought it about, and its reader expects nothing
    CODE = "code"  # a code, asked for by whoever typed this address
    SIGN_UP = "sign_up"  # the way to an account, and a code, for an address that has none: whoever typed it


# How much of a kind one mailbox gets, over all senders: (how many, in how many days).
BUDGETS: dict[MailKind, tuple[tuple[int, int], ...]] = {
    MailKind.UNREQUESTED: ((2, 1), (4, 7)),
    MailKind.CODE: ((3, 1),),
    MailKind.SIGN_UP: ((3, 1),),
}
# What is counted on the budget of a kind. Signing up counts no code's way: anybody can type an address there,
# and must not keep a guest from the code with which they say yes.
COUNTED_ON = {
    MailKind.UNREQUESTED: (MailKind.UNREQUESTED, MailKind.ASK),
    MailKind.CODE: (MailKind.CODE,),
    MailKind.SIGN_UP: (MailKind.SIGN_UP, MailKind.CODE),
}
PASSES = frozenset({MailKind.SECURITY, MailKind.FAREWELL})


def is_spent(kind: MailKind, posted_at: Collection[datetime], at: datetime) -> bool:
    """Whether a mailbox that got mail counted on this kind at these moments gets no more of it now."""
    return any(
        sum(moment > at - timedelta(days=days) for moment in posted_at) >= number
        for number, days in BUDGETS.get(kind, ())
    )
