"""What may be done about people, decided from facts alone."""

from collections.abc import Sequence
from datetime import datetime, timedelta

# How many e-mails to sign in one mailbox gets, whoever asks for them.
SIGN_INS_AN_HOUR = 5
SIGN_INS_A_DAY = 10

# Acts that change who can come in need a sign-in that is no older.
FRESH = timedelta(minutes=10)

# A site is founding from its first admin on, until so many people have joined, and for so many days at the
# most.
FOUNDING_MEMBERS = 30
FOUNDING_DAYS = timedelta(days=60)


def is_founding(first_admin_at: datetime | None, joined: int, at: datetime) -> bool:
    """Whether a site is only beginning, so that its first members need more room to bring it to life.

    Those who have left count as well, and the first admin stays the first: what is over does not come again.
    """
    return first_admin_at is not None and joined < FOUNDING_MEMBERS and at < first_admin_at + FOUNDING_DAYS


def may_mail_sign_in(asked_at: Sequence[datetime], at: datetime) -> bool:
    """Whether one more e-mail to sign in may go out, after those asked for at these moments."""
    hour = sum(at - moment < timedelta(hours=1) for moment in asked_at)
    day = sum(at - moment < timedelta(days=1) for moment in asked_at)
    return hour < SIGN_INS_AN_HOUR and day < SIGN_INS_A_DAY


def is_fresh(since: datetime, at: datetime) -> bool:
    """Whether somebody who signed in then may be taken for the same person now, in what matters most."""
    return at - since <= FRESH


def may_change_passkeys(*, fresh: bool, by_passkey: bool, on_staff: bool, passkeys: int) -> bool:
    """Whether this session may add and remove passkeys.

    For staff their mailbox opens the door once, to bring the first one; whoever takes it over later stays
    outside.
    """
    return fresh and (by_passkey or not (on_staff and passkeys))


def may_lose_passkey(left: int, *, on_staff: bool) -> bool:
    """Whether a passkey may go when so many good ones are left; staff keep one."""
    return left > 0 or not on_staff


def counts_on(known: int, said: int) -> bool:
    """Whether a passkey's counter moved forward; devices that do not count say 0 for ever."""
    return said > known or said == known == 0
