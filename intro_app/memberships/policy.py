"""Decide who is a member at a time, from the copied facts alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from intro_app.wording import N_, Labelled

# How long a membership continues after a failed payment, which Stripe retries meanwhile.
GRACE = timedelta(days=14)
# How long after joining one can withdraw and get all money back, without a reason.
REGRET = timedelta(days=14)

# A gift lasts a year, from when it is accepted or from the end of what its recipient has paid or was given.
GIFT_YEAR = timedelta(days=366)
# How long somebody can accept a gift; after that it goes to the pool.
GIFT_WAITS = timedelta(days=60)

# A refused refund is retried after an hour, then after twice as long each time, at most a day.
REFUND_PAUSE, LONGEST_REFUND_PAUSE = timedelta(hours=1), timedelta(days=1)
# The reason of a refusal for which Stripe gave none.
AWAY = "away"

_PAID = {"active", "trialing"}
_UNPAID = {"past_due", "unpaid"}
# In these states Stripe may still charge money; in all others it never does again.
LIVING = _PAID | _UNPAID | {"incomplete", "paused"}
# A dispute in one of these states has taken the money back. Questions of a bank (`warning_…`) have not, and
# what was won or prevented has not either.
_TAKEN_BACK = {"needs_response", "under_review", "lost"}
# Stripe dates a payment and the subscription it pays for at nearly the same time, in either order. A payment
# does not say which subscription it is for.
NEARLY = timedelta(hours=1)


class MembershipStatus(StrEnum):
    """A person's status as a member."""

    NONE = "none"
    PAYING = "paying"
    LEAVING = "leaving"
    UNPAID = "unpaid"
    DISPUTED = "disputed"
    GIVEN = "given"
    ENDED = "ended"


class GivenLength(Labelled):
    """For how long staff give somebody a membership."""

    QUARTER = "quarter", N_("Three months")
    HALF = "half", N_("Six months")
    YEAR = "year", N_("A year")
    TWO_YEARS = "two_years", N_("Two years")

    @property
    def lasts(self) -> timedelta:
        """How long that is."""
        return timedelta(days={"quarter": 92, "half": 183, "year": 366, "two_years": 731}[self.value])


PAYS = {MembershipStatus.PAYING, MembershipStatus.LEAVING, MembershipStatus.UNPAID}
MEMBERS = PAYS | {MembershipStatus.GIVEN}


@dataclass(frozen=True)
class MembershipFacts:
    """What is known of one person.

    `given_until` is the latest end of the memberships given to them. `disputed`: their bank took a payment
    back.
    """

    status: str = ""
    period_start: datetime | None = None
    period_end: datetime | None = None
    ends_at: datetime | None = None
    given_until: datetime | None = None
    disputed: bool = False


def is_member(facts: MembershipFacts, at: datetime) -> bool:
    """Whether this person is a member now, paid or given; both give the same access."""
    return standing(facts, at) in MEMBERS


def standing(facts: MembershipFacts, at: datetime) -> MembershipStatus:
    """Return the person's status; a paid membership takes precedence over a given one."""
    paid = standing_by_payment(facts, at)
    if paid not in PAYS and facts.given_until is not None and at < facts.given_until:
        return MembershipStatus.GIVEN
    return paid


def standing_by_payment(facts: MembershipFacts, at: datetime) -> MembershipStatus:
    """Return the person's status by their own payments alone.

    A paid period counts for GRACE longer than it lasts, so that nobody loses access by a late message.
    """
    if not facts.status or facts.status in {"incomplete", "incomplete_expired"}:
        return MembershipStatus.NONE
    if facts.disputed:
        return MembershipStatus.DISPUTED
    end = paid_until(facts)
    if end is None or at >= end:
        return MembershipStatus.ENDED
    if facts.status in _UNPAID:
        return MembershipStatus.UNPAID
    return MembershipStatus.LEAVING if facts.ends_at else MembershipStatus.PAYING


def paid_until(facts: MembershipFacts) -> datetime | None:
    """Return when paid membership ends if nothing more is heard from Stripe; None if it has ended."""
    ends: list[datetime | None] = []
    if facts.disputed:
        return None
    if facts.status in _PAID:
        ends = [facts.ends_at or _later(facts.period_end)]
    elif facts.status in _UNPAID:
        ends = [facts.ends_at, _later(facts.period_start)]
    return min((end for end in ends if end is not None), default=None)


def may_regret(paid_at: datetime | None, at: datetime) -> bool:
    """Whether a first payment made at `paid_at` can still be refunded."""
    return paid_at is not None and at - paid_at < REGRET


def disputed_amount(disputes: Iterable[tuple[str, int]]) -> int:
    """Return how much of a payment its disputes, given by status and amount, have taken back."""
    return sum(amount for status, amount in disputes if status in _TAKEN_BACK)


def gift_starts(facts: MembershipFacts, at: datetime) -> datetime:
    """Return when a gift begins that is accepted now: after what is paid or given already."""
    paid = facts.ends_at or facts.period_end if facts.status in _PAID and not facts.disputed else None
    return max(end for end in (at, paid, facts.given_until) if end is not None)


def worth_of(days: int, yearly: int) -> int:
    """Return what so many days of membership cost at the yearly price, at least the smallest unit."""
    return max(1, round(yearly * days / 365))


def refund_pause(tries: int) -> timedelta:
    """Return how long to wait after `tries` attempts; at least one was made."""
    doublings = min(tries - 1, 10)
    return min(LONGEST_REFUND_PAUSE, REFUND_PAUSE * (1 << doublings))


def _later(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment + GRACE
