"""Queries on who is a member."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, or_, select

from intro_app.config import settings
from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.memberships import policy
from intro_app.memberships.models import Membership, Waiver
from intro_app.memberships.policy import MembershipFacts

_GIVEN_UNTIL = (
    select(func.max(Waiver.until)).where(Waiver.member_id == Member.id).correlate(Member).scalar_subquery()
)
_KNOWN = (
    select(
        Member.id,
        Membership.status,
        Membership.period_start,
        Membership.period_end,
        Membership.ends_at,
        Membership.disputed,
        _GIVEN_UNTIL.label("given_until"),
    )
    .outerjoin(Membership, Membership.member_id == Member.id)
    .where(Member.left_at.is_(None))
)


def is_open() -> bool:
    """Whether this site takes payments: only if a key of Stripe's is set."""
    return bool(settings().stripe_secret_key)


def is_for_sale() -> bool:
    """Whether somebody can begin to pay: the site takes payments, and membership opens something."""
    return is_open() and settings().membership


def is_member(member_id: int, at: datetime) -> bool:
    """Whether this person is a member now, paid or given; use it only for what membership gives access to.

    Where the site has no membership, all of that is open to everybody.
    """
    return not settings().membership or policy.is_member(facts_of(member_id), at)


def members_among(member_ids: Collection[int], at: datetime) -> set[int]:
    """Return which of these people are members now, with one statement."""
    rows = db.session.execute(_KNOWN.where(Member.id.in_(member_ids)))
    return {row.id for row in rows if policy.is_member(_facts(row), at)}


def people_with_facts() -> Iterator[MembershipFacts]:
    """Yield the facts about everybody who ever paid or was given a membership, without saying who."""
    known = or_(Membership.status != "", _GIVEN_UNTIL.is_not(None))
    return (_facts(row) for row in db.session.execute(_KNOWN.where(known)))


def facts_of(member_id: int) -> MembershipFacts:
    """Return the facts that the policy needs about one person; empty ones for somebody who left."""
    row = db.session.execute(_KNOWN.where(Member.id == member_id)).one_or_none()
    return _facts(row) if row else MembershipFacts()


def _facts(row: Row[*tuple[Any, ...]]) -> MembershipFacts:
    return MembershipFacts(
        row.status or "",
        row.period_start,
        row.period_end,
        row.ends_at,
        row.given_until,
        disputed=bool(row.disputed),
    )
