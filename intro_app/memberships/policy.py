"""Decide who is a member at a time, from the copied facts alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# How long a membership continues after a failed payment, which Stripe retries meanwhile.
GRACE = timedelta(days=14)
# How long after joining one can withdraw and get all money back, without a reason.
REGRET = timedelta(days=14)

# A refused refund is retried after an hour, then after twice as long each time, at most a day.
REFUND_PAUSE, LONGEST_REFUND_PAUSE = timedelta(hours=1), timedelta(days=1)
# The reason of a refusal for which Stripe gave none.
AWAY = "away"

_PAID = {"active", "trialing"}
_UNPAID = {"past_due", "unpaid"}
# In these states Stripe may still charge money; in all others it never does again.
LIVING = _PAID | _UNPAID | {"incomplete", "paused"}


class MembershipStatus(StrEnum):
    """A person's status as a member."""

    NONE = "none"
    PAYING = "paying"
    LEAVING = "leaving"
    UNPAID = "unpaid"
    GIVEN = "given"
    ENDED = "ended"


PAYS = {MembershipStatus.PAYING, MembershipStatus.LEAVING, MembershipStatus.UNPAID}
MEMBERS = PAYS | {MembershipStatus.GIVEN}


@dataclass(frozen=True)
class MembershipFacts:
    """What is known of one person; `given_until` is the latest end of the memberships given to them."""

    status: str = ""
    period_start: datetime | None = None
    period_end: datetime | None = None
    ends_at: datetime | None = None
    given_until: datetime | None = None


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
    end = paid_until(facts)
    if end is None or at >= end:
        return MembershipStatus.ENDED
    if facts.status in _UNPAID:
        return MembershipStatus.UNPAID
    return MembershipStatus.LEAVING if facts.ends_at else MembershipStatus.PAYING


def paid_until(facts: MembershipFacts) -> datetime | None:
    """Return when paid membership ends if nothing more is heard from Stripe; None if it has ended."""
    ends: list[datetime | None] = []
    if facts.status in _PAID:
        ends = [facts.ends_at or _later(facts.period_end)]
    elif facts.status in _UNPAID:
        ends = [facts.ends_at, _later(facts.period_start)]
    return min((end for end in ends if end is not None), default=None)


def may_regret(paid_at: datetime | None, at: datetime) -> bool:
    """Whether a first payment made at `paid_at` can still be refunded."""
    return paid_at is not None and at - paid_at < REGRET


def refund_pause(tries: int) -> timedelta:
    """Return how long to wait after `tries` attempts; at least one was made."""
    doublings = min(tries - 1, 10)
    return min(LONGEST_REFUND_PAUSE, REFUND_PAUSE * (1 << doublings))


def _later(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment + GRACE
