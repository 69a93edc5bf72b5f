"""Who is a member when: decided from what was copied, without asking anybody."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# A payment that failed is tried again; so long the membership goes on.
GRACE = timedelta(days=14)
# Whoever joined may take it back and gets the money back, all of it and without a reason.
REGRET = timedelta(days=14)

# A refund that Stripe refused is tried again after an hour, then after twice as long, and at last once a day.
REFUND_PAUSE, LONGEST_REFUND_PAUSE = timedelta(hours=1), timedelta(days=1)
# Instead of Stripe's word for a no, when Stripe gave none.
AWAY = "away"

_PAID = {"active", "trialing"}
_UNPAID = {"past_due", "unpaid"}
# Stripe may still ask for money in these states; in all others it never does again.
LIVING = _PAID | _UNPAID | {"incomplete", "paused"}


class MembershipStatus(StrEnum):
    """How somebody stands to membership."""

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
    """What is known of one person; `given_until` is the latest end of what was given to them."""

    status: str = ""
    period_start: datetime | None = None
    period_end: datetime | None = None
    ends_at: datetime | None = None
    given_until: datetime | None = None


def is_member(facts: MembershipFacts, at: datetime) -> bool:
    """Whether this person is a member now, paid or given; in all that membership opens the two are the same."""
    return standing(facts, at) in MEMBERS


def standing(facts: MembershipFacts, at: datetime) -> MembershipStatus:
    """How this person stands; what is paid goes before what was given."""
    paid = standing_by_payment(facts, at)
    if paid not in PAYS and facts.given_until is not None and at < facts.given_until:
        return MembershipStatus.GIVEN
    return paid


def standing_by_payment(facts: MembershipFacts, at: datetime) -> MembershipStatus:
    """How this person stands by what they pay themselves.

    A paid period counts for the grace longer than it lasts: nobody falls out because a message is late.
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
    """When membership by payment ends at the latest, if nothing more is heard from Stripe; None: it has ended."""
    ends: list[datetime | None] = []
    if facts.status in _PAID:
        ends = [facts.ends_at or _later(facts.period_end)]
    elif facts.status in _UNPAID:
        ends = [facts.ends_at, _later(facts.period_start)]
    return min((end for end in ends if end is not None), default=None)


def may_regret(paid_at: datetime | None, at: datetime) -> bool:
    """Whether a first payment of that moment may still be taken back."""
    return paid_at is not None and at - paid_at < REGRET


def refund_pause(tries: int) -> timedelta:
    """How long to wait after so many tries, at least one."""
    doublings = min(tries - 1, 10)
    return min(LONGEST_REFUND_PAUSE, REFUND_PAUSE * (1 << doublings))


def _later(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment + GRACE
