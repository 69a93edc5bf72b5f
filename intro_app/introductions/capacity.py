"""How much anyone asks, connects or is asked: the same for all, bought by nobody, and told beforehand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

# Over all senders, so that no crowd can bury one address: (how many, in how many days).
MAILBOX_BUDGET = ((2, 1), (4, 7))
MONTH = timedelta(days=30)
NEWCOMER_DAYS = timedelta(days=14)
OPEN_ASKS_OF_A_NEWCOMER = 1
MONTHLY_ASKS_OF_A_NEWCOMER, MONTHLY_ASKS = 2, 5
OFFERS_A_MONTH, OFFERS_TO_ONE_PERSON = 10, 2
GUEST_MAILS_A_MONTH = 2


@dataclass(frozen=True, kw_only=True)
class Room:
    """How much a requester may still ask: asks open now and allowed, asks this month and allowed."""

    open_now: int
    open_allowed: int
    this_month: int
    month_allowed: int


def room(*, joined_at: datetime, open_now: int, open_allowed: int, this_month: int, at: datetime) -> Room:
    """The requester's room at this moment: what their standing allows, less in their first fourteen days."""
    new = at < joined_at + NEWCOMER_DAYS
    return Room(
        open_now=open_now,
        open_allowed=min(OPEN_ASKS_OF_A_NEWCOMER, open_allowed) if new else open_allowed,
        this_month=this_month,
        month_allowed=MONTHLY_ASKS_OF_A_NEWCOMER if new else MONTHLY_ASKS,
    )


def next_opening(
    asked: Sequence[datetime],
    per_month: int,
    *,
    at: datetime,
    mailbox: Sequence[datetime] = (),
    paused_until: date | None = None,
) -> datetime | None:
    """When this person can be asked once more: `at` itself if now, None if never.

    `asked` are the moments they were asked lately in this role, `mailbox` in any. Their own monthly
    number holds for the first, the budget of every mailbox for the second, a pause to its date.
    """
    if per_month <= 0:
        return None
    own = _free_again(asked, per_month, MONTH, at)
    shared = (_free_again(mailbox, number, timedelta(days=days), at) for number, days in MAILBOX_BUDGET)
    return max(pause_over(paused_until, at), own, *shared)


def _free_again(asked: Sequence[datetime], number: int, span: timedelta, at: datetime) -> datetime:
    recent = sorted(moment for moment in asked if moment > at - span)
    return at if len(recent) < number else recent[-number] + span


def pause_over(paused_until: date | None, at: datetime) -> datetime:
    """When a pause to this date is over: `at` itself if it is, or if there is none."""
    if paused_until is None:
        return at
    return max(at, datetime.combine(paused_until, datetime.min.time(), tzinfo=at.tzinfo))
