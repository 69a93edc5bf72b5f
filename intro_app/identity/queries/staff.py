"""Queries about staff, and whether the site is still founding."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam, exists, func, select

from intro_app.audit.queries import first_time_of
from intro_app.db import db
from intro_app.identity import policy
from intro_app.identity.models import Member, Passkey, Staff, StaffRole


class OnStaff(NamedTuple):
    """A member with a role, since when they hold it, and how many working passkeys they have."""

    member_id: int
    name: str
    email: str
    role: StaffRole
    since: datetime
    passkeys: int


_PASSKEYS = (
    select(func.count())
    .where(Passkey.member_id == Member.id, Passkey.doubted_at.is_(None))
    .correlate(Member)
    .scalar_subquery()
)
_STAFF = (
    select(Member.id, Member.name, Member.email, Staff.role, Staff.since, _PASSKEYS)
    .join(Member, Member.id == Staff.member_id)
    .where(Member.left_at.is_(None))
    .order_by(Staff.role, Member.name, Member.id)
)
_ROLES = select(Staff.role).where(Staff.member_id == bindparam("member"))
_RETURNED = select(Member.id).where(Member.came_back).limit(policy.FOUNDING_MEMBERS)


def staff_roles(member_id: int) -> frozenset[StaffRole]:
    """Return the roles that the member holds; empty for almost everybody."""
    return frozenset(db.session.scalars(_ROLES, {"member": member_id}))


def on_staff() -> list[OnStaff]:
    """Return everybody who has a role, ordered by role and name."""
    return [OnStaff(*row) for row in db.session.execute(_STAFF)]


def who_can(right: StaffRole) -> set[int]:
    """Return the ids of those who have this right, by whichever role."""
    return {one.member_id for one in on_staff() if right in policy.powers_of([one.role])}


def somebody_else_can(right: StaffRole, member_id: int) -> ColumnElement[bool]:
    """Return the condition that somebody apart from this member has this right."""
    roles = [role for role in StaffRole if right in policy.powers_of([role])]
    return exists().where(
        Staff.member_id == Member.id,
        Staff.role.in_(roles),
        Staff.member_id != member_id,
        Member.left_at.is_(None),
    )


def is_founding(at: datetime) -> bool:
    """Return whether the site is in its founding phase."""
    return policy.is_founding(*_beginning(), at)


def founding_until(at: datetime) -> datetime | None:
    """Return until when the founding phase lasts at most; None while the site is in none."""
    named, came_back = _beginning()
    is_on = named is not None and policy.is_founding(named, came_back, at)
    return named + policy.FOUNDING_DAYS if named and is_on else None


def founding_since(at: datetime) -> datetime | None:
    """Return when the founding phase began, with the first admin; None while the site is in none."""
    until = founding_until(at)
    return until - policy.FOUNDING_DAYS if until else None


def is_settled(at: datetime) -> bool:
    """Return whether the founding phase of the site is over."""
    return policy.is_settled(*_beginning(), at)


def _beginning() -> tuple[datetime | None, int]:
    """Return when the first admin was named, and how many have signed in twice, up to FOUNDING_MEMBERS.

    The audit log has no index for this query, so it is read only while the site, and so the log, is small.
    """
    came_back = len(db.session.scalars(_RETURNED).all())
    if came_back >= policy.FOUNDING_MEMBERS:
        return None, came_back
    return first_time_of("role_granted", f"role:{StaffRole.ADMIN}"), came_back
