"""Queries for the ids of what the worker has to do, in the order to do it."""

from datetime import datetime

from sqlalchemy import Select, func, or_, select

from intro_app.community.models import (
    Attendance,
    BoardNote,
    CommunityPreference,
    Gathering,
    GatheringReply,
    Mention,
)
from intro_app.identity.models import Member

_COMES = (GatheringReply.GOING, GatheringReply.WAITING)


def to_tell(at: datetime) -> Select[int]:
    """Select attendances to e-mail: invitations not sent yet, and changes for those who come or wait."""
    news = (
        select(Attendance.id)
        .join(Attendance.gathering)
        .where(Attendance.told < Gathering.edition, Gathering.starts_at > at)
        .where(
            or_(
                Attendance.reply.in_(_COMES),
                (Attendance.told == 0) & (Attendance.reply == GatheringReply.INVITED),
            )
        )
        .where(or_(Gathering.cancelled_at.is_(None), Attendance.told > 0))
    )
    return news.order_by(Attendance.id)


def to_mention(at: datetime) -> Select[int]:
    """Select mentions whose time to be e-mailed has come."""
    return select(Mention.id).where(Mention.tell_at <= at).order_by(Mention.tell_at)


def to_remind(at: datetime) -> Select[int]:
    """Select attendances to remind: for gatherings within a day, of people who signed up before that."""
    soon = (
        select(Attendance.id)
        .join(Attendance.gathering)
        .where(Gathering.remind_at <= at, Gathering.starts_at > at, Gathering.cancelled_at.is_(None))
        .where(Attendance.reply == GatheringReply.GOING, Attendance.reminded_at.is_(None))
        .where(Attendance.since < Gathering.remind_at)
    )
    return soon.order_by(Attendance.id)


def with_a_line(at: datetime) -> Select[int]:
    """Select gatherings that have a waiting list and a free seat."""
    going = (
        select(func.count())
        .select_from(Attendance)
        .join(Attendance.member)
        .where(
            Attendance.gathering_id == Gathering.id,
            Attendance.reply == GatheringReply.GOING,
            Member.left_at.is_(None),
        )
        .correlate(Gathering)
        .scalar_subquery()
    )
    waits = (
        select(Attendance.id)
        .join(Attendance.member)
        .where(
            Attendance.gathering_id == Gathering.id,
            Attendance.reply == GatheringReply.WAITING,
            Member.left_at.is_(None),
        )
        .correlate(Gathering)
    )
    open_ones = select(Gathering.id).where(Gathering.starts_at > at, Gathering.cancelled_at.is_(None))
    free = or_(Gathering.capacity.is_(None), going < Gathering.capacity)
    return open_ones.where(free, waits.exists()).order_by(Gathering.id)


def digests(at: datetime) -> Select[int]:
    """Select the members whose digest is due."""
    due = select(CommunityPreference.member_id).where(CommunityPreference.digest_at <= at)
    return due.order_by(CommunityPreference.digest_at)


def notes_over(at: datetime) -> Select[int]:
    """Select notes whose sixty days are over."""
    over = select(BoardNote.id).where(BoardNote.ended_at.is_(None), BoardNote.ends_at <= at)
    return over.order_by(BoardNote.ends_at)
