"""Statements for what the worker does for gatherings: who is to be told or reminded, which seats are free."""

from functools import cache

from sqlalchemy import Select, bindparam, func, or_, select

from intro_app.community.gatherings.models import Attendance, Gathering, GatheringReply
from intro_app.identity.models import Member

_COMES = (GatheringReply.GOING, GatheringReply.WAITING)


@cache
def to_tell() -> Select[int]:
    """Select attendances to e-mail: invitations not sent yet, and changes for those who come or wait."""
    news = (
        select(Attendance.id)
        .join(Attendance.gathering)
        .where(Attendance.told < Gathering.edition, Gathering.starts_at > bindparam("at"))
        .where(
            or_(
                Attendance.reply.in_(_COMES),
                (Attendance.told == 0) & (Attendance.reply == GatheringReply.INVITED),
            )
        )
        .where(or_(Gathering.cancelled_at.is_(None), Attendance.told > 0))
    )
    return news.order_by(Gathering.starts_at, Attendance.id)


@cache
def to_remind() -> Select[int]:
    """Select attendances to remind: for gatherings within a day, of people who signed up before that."""
    near = (
        Gathering.remind_at <= bindparam("at"),
        Gathering.starts_at > bindparam("at"),
        Gathering.cancelled_at.is_(None),
    )
    few = select(Gathering.id, Gathering.remind_at, Gathering.starts_at).where(*near)
    soon = few.cte("soon").prefix_with("MATERIALIZED")  # else the attendances of all times are read
    return (
        select(Attendance.id)
        .join(soon, soon.c.id == Attendance.gathering_id)
        .where(Attendance.reply == GatheringReply.GOING, Attendance.reminded_at.is_(None))
        .where(Attendance.since < soon.c.remind_at)
        .order_by(soon.c.starts_at, Attendance.id)
    )


@cache
def with_a_line() -> Select[int]:
    """Select gatherings that have a waiting list and a free seat."""
    going = _attendances(GatheringReply.GOING).with_only_columns(func.count()).scalar_subquery()
    waits = _attendances(GatheringReply.WAITING)
    open_ones = select(Gathering.id).where(
        Gathering.starts_at > bindparam("at"), Gathering.cancelled_at.is_(None)
    )
    free = or_(Gathering.capacity.is_(None), going < Gathering.capacity)
    return open_ones.where(free, waits.exists()).order_by(Gathering.starts_at, Gathering.id)


def _attendances(reply: GatheringReply) -> Select[int]:
    """Select the attendances with this reply for each gathering of the outer statement."""
    theirs = select(Attendance.id).outerjoin(Attendance.member)
    said = (Attendance.gathering_id == Gathering.id, Attendance.reply == reply, Member.left_at.is_(None))
    return theirs.where(*said).correlate(Gathering)
