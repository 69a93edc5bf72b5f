"""How much anyone asks, connects or is asked: the same for all, bought by nobody, and told beforehand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

# Over all senders, so that no crowd can bury one address: (how many, in how many days).
MAILBOX_BUDGET = ((2, 1), (4, 7))
MONTH = timedelta(days=30)
NEWCOMER_DAYS = timedelta(days=14)
OPEN_ASKS_OF_A_NEWCOMER, OPEN_ASKS_WHILE_FOUNDING = 1, 3
# While a site is founding, everybody is new: as many may be sent in a month as may be open, or the number is
# a word.
MONTHLY_ASKS_OF_A_NEWCOMER, MONTHLY_ASKS_WHILE_FOUNDING, MONTHLY_ASKS = 2, 3, 5
OFFERS_A_MONTH, OFFERS_TO_ONE_PERSON = 10, 2
GUEST_MAILS_A_MONTH = 2


@dataclass(frozen=True, kw_only=True)
class Room:
    """How much a requester may still ask: asks open now and allowed, asks this month and allowed.

    `first_days`: how many days of a newcomer these numbers are for; 0 for everybody else.
    """

    open_now: int
    open_allowed: int
    this_month: int
    month_allowed: int
    first_days: int = 0


def is_newcomer(joined_at: datetime, at: datetime) -> bool:
    """Whether these are somebody's first days here."""
    return at < joined_at + NEWCOMER_DAYS


def room(
    *,
    joined_at: datetime,
    open_now: int,
    open_allowed: int,
    this_month: int,
    at: datetime,
    founding: bool = False,
) -> Room:
    """The requester's room at this moment: what their standing allows, and less in their first days."""
    if not is_newcomer(joined_at, at):
        allowed, month_allowed, first_days = open_allowed, MONTHLY_ASKS, 0
    elif founding:
        allowed, month_allowed, first_days = (
            OPEN_ASKS_WHILE_FOUNDING,
            MONTHLY_ASKS_WHILE_FOUNDING,
            NEWCOMER_DAYS.days,
        )
    else:
        allowed, month_allowed, first_days = (
            OPEN_ASKS_OF_A_NEWCOMER,
            MONTHLY_ASKS_OF_A_NEWCOMER,
            NEWCOMER_DAYS.days,
        )
    return Room(
        open_now=open_now,
        open_allowed=min(open_allowed, allowed),
        this_month=this_month,
        month_allowed=month_allowed,
        first_days=first_days,
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
