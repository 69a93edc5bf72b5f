"""Limits on how often anyone asks, connects or is asked: equal for all, not for sale, told beforehand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

# How many asks one mailbox gets in how many days, over all senders, so that no crowd can bury it.
MAILBOX_BUDGET = ((2, 1), (4, 7))
MONTH = timedelta(days=30)
NEWCOMER_DAYS = timedelta(days=14)
OPEN_ASKS_OF_A_NEWCOMER, OPEN_ASKS_WHILE_FOUNDING = 1, 3
# While a site is founding, everybody is a newcomer. The monthly limit then equals the number of asks that may
# be open; with a lower one that number would mean nothing.
MONTHLY_ASKS_OF_A_NEWCOMER, MONTHLY_ASKS_WHILE_FOUNDING, MONTHLY_ASKS = 2, 3, 5
OFFERS_A_MONTH, OFFERS_TO_ONE_PERSON = 10, 2
GUEST_MAILS_A_MONTH = 2


@dataclass(frozen=True, kw_only=True)
class Room:
    """How much a requester may still ask: asks open now and allowed, asks this month and allowed.

    `first_days` is for how many of a newcomer's first days these limits hold; 0 for everybody else.
    """

    open_now: int
    open_allowed: int
    this_month: int
    month_allowed: int
    first_days: int = 0


def is_newcomer(joined_at: datetime, at: datetime) -> bool:
    """Whether somebody joined less than NEWCOMER_DAYS ago."""
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
    """Return how much the requester may ask now: what their standing allows, and less in their first days."""
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
    """Return when this person can next be asked: `at` itself if now, None if never.

    `asked` are the times at which they were lately asked in this role, `mailbox` those in any role. Their own
    monthly limit applies to the first, MAILBOX_BUDGET to the second. A pause delays the opening to its date.
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
    """Return when a pause until this date is over: `at` itself if it is, or if there is none."""
    if paused_until is None:
        return at
    return max(at, datetime.combine(paused_until, datetime.min.time(), tzinfo=at.tzinfo))
