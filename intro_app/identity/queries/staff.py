"""Queries about staff, and whether the site is still founding."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import Select, bindparam, case, exists, func, select
from sqlalchemy.orm import aliased

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


_Giver = aliased(Member)
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
_USES = select(Staff.role, Staff.used_at, Staff.asked_at).where(Staff.member_id == bindparam("member"))
_RETURNED = select(Member.id).where(Member.came_back).limit(policy.FOUNDING_MEMBERS)


def staff_roles(member_id: int) -> frozenset[StaffRole]:
    """Return the roles that the member holds; empty for almost everybody."""
    return frozenset(db.session.scalars(_ROLES, {"member": member_id}))


def role_uses(member_id: int) -> dict[StaffRole, datetime | None]:
    """Return the roles that the member holds, with when each was used last; not at all if that was asked for.

    Who was asked whether they need a role has not used it since.
    """
    rows = db.session.execute(_USES, {"member": member_id})
    return {role: None if asked_at else used_at for role, used_at, asked_at in rows}


@cache
def unused_rights() -> Select[int]:
    """Return a query for whoever is to be asked about a role, or is to lose it.

    Its parameters are `unused_since` and `asked_before`. What lets somebody give rights stays with the last
    one who can.
    """
    other = aliased(Staff, name="other_staff")
    others_give = exists().where(
        other.member_id == _Giver.id,
        other.member_id != Staff.member_id,
        other.role.in_(roles_with(StaffRole.GIVE_RIGHTS)),
        _Giver.left_at.is_(None),
    )
    stale = func.coalesce(Staff.used_at, Staff.since) <= bindparam("unused_since")
    is_due = case((Staff.asked_at.is_(None), stale), else_=Staff.asked_at <= bindparam("asked_before"))
    may_end = Staff.role.not_in(roles_with(StaffRole.GIVE_RIGHTS)) | others_give
    return select(Staff.member_id).where(is_due, may_end).distinct().order_by(Staff.member_id)


def others_who_give(member_id: int, *, without: StaffRole) -> int:
    """Return how many can give rights once this member no longer holds a role."""
    held: dict[int, set[StaffRole]] = {}
    for one in on_staff():
        if (one.member_id, one.role) != (member_id, without):
            held.setdefault(one.member_id, set()).add(one.role)
    return sum(StaffRole.GIVE_RIGHTS in policy.powers_of(roles) for roles in held.values())


def roles_of(member_id: int) -> Sequence[Staff]:
    """Return the rows of a member's roles, locked for the transaction that changes them."""
    found = select(Staff).where(Staff.member_id == member_id).order_by(Staff.role).with_for_update()
    return db.session.scalars(found.execution_options(populate_existing=True)).all()


def roles_with(right: StaffRole) -> list[StaffRole]:
    """Return the roles that give this right."""
    return [role for role in StaffRole if right in policy.powers_of([role])]


def givers_of_rights(*, but: int) -> Sequence[Member]:
    """Return everybody who can give rights, apart from this member."""
    found = select(Member).where(Member.id.in_(who_can(StaffRole.GIVE_RIGHTS) - {but}))
    return db.session.scalars(found.order_by(Member.id)).all()


def on_staff() -> list[OnStaff]:
    """Return everybody who has a role, ordered by role and name."""
    return [OnStaff(*row) for row in db.session.execute(_STAFF)]


def who_can(right: StaffRole) -> set[int]:
    """Return the ids of those who have this right, by whichever role."""
    return {one.member_id for one in on_staff() if right in policy.powers_of([one.role])}


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
