"""Queries for what visitors see, and for what the host sees of them."""

from functools import cache
from typing import NamedTuple

from sqlalchemy import Select, bindparam, select

from intro_app.community.gatherings.models import Attendance, GatheringReply, GatheringVisitor
from intro_app.db import db
from intro_app.identity.models import Member

_COMES = (GatheringReply.GOING, GatheringReply.WAITING)


class ListedRow(NamedTuple):
    """Somebody who agreed that the host has their name and address."""

    attendance: Attendance
    name: str
    address: str


def visitor_of(gathering_id: int, mailbox_hash: str) -> GatheringVisitor | None:
    """Return the visitor with this mailbox. The caller holds the lock on the gathering."""
    this = select(GatheringVisitor).where(
        GatheringVisitor.gathering_id == gathering_id, GatheringVisitor.mailbox_hash == mailbox_hash
    )
    return db.session.scalar(this)


def attendance_of_visitor(visitor_id: int) -> Attendance | None:
    """Return the attendance of a visitor; None until they confirm."""
    return db.session.scalar(select(Attendance).where(Attendance.visitor_id == visitor_id))


def listed_in(gathering_id: int) -> list[ListedRow]:
    """Return those who come or wait and agreed that the host has their name and address, by name."""
    agreed = (
        select(Attendance)
        .outerjoin(Attendance.member)
        .where(Attendance.gathering_id == gathering_id, Attendance.agreed_at.is_not(None))
        .where(Attendance.reply.in_(_COMES), Member.left_at.is_(None))
    )
    rows = [ListedRow(one, one.person.name, one.address) for one in db.session.scalars(agreed)]
    return sorted(rows, key=lambda row: (row.name.casefold(), row.attendance.id))


@cache
def to_forget() -> Select[int]:
    """Select the visitors whose time is over: after the gathering, or because they never confirmed."""
    over = select(GatheringVisitor.id).where(GatheringVisitor.erase_at <= bindparam("at"))
    return over.order_by(GatheringVisitor.erase_at, GatheringVisitor.id)
