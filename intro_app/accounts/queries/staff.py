"""What is asked about those who look after the site."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from intro_app.accounts.models import Member, Staff, StaffRole
from intro_app.db import db


class OnStaff(NamedTuple):
    """Who holds which role, and since when."""

    member_id: int
    name: str
    email: str
    role: StaffRole
    since: datetime


_STAFF = (
    select(Member.id, Member.name, Member.email, Staff.role, Staff.since)
    .join(Member, Member.id == Staff.member_id)
    .where(Member.left_at.is_(None))
    .order_by(Staff.role, Member.name, Member.id)
)


def staff_roles(member_id: int) -> frozenset[StaffRole]:
    """The roles that a member holds; none for almost everybody."""
    return frozenset(db.session.scalars(select(Staff.role).where(Staff.member_id == member_id)))


def on_staff() -> list[OnStaff]:
    """Everybody with a role, by role and name."""
    return [OnStaff(*row) for row in db.session.execute(_STAFF)]
