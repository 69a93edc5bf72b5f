"""What time has brought: the ids of what is due, a hundred at a time."""

from datetime import datetime

from sqlalchemy import func, or_, select

from intro_app.accounts.models import Member
from intro_app.community.models import Attendance, BoardNote, CommunityWish, Gathering, Mention, Reply
from intro_app.community.queries.gatherings import MANY
from intro_app.db import db

_COMES = (Reply.GOING, Reply.WAITING)


def to_tell(at: datetime) -> list[int]:
    """Invitations not sent yet, and changes that those who come have not heard of."""
    news = (
        select(Attendance.id)
        .join(Attendance.gathering)
        .where(Attendance.told < Gathering.edition, Gathering.starts_at > at)
        .where(or_(Attendance.reply.in_(_COMES), (Attendance.told == 0) & (Attendance.reply == Reply.INVITED)))
        .where(or_(Gathering.cancelled_at.is_(None), Attendance.told > 0))
    )
    return list(db.session.scalars(news.order_by(Attendance.id).limit(MANY)))


def to_mention(at: datetime) -> list[int]:
    """Who is called on in a post and may be told by now."""
    called = select(Mention.id).where(Mention.tell_at <= at).order_by(Mention.tell_at)
    return list(db.session.scalars(called.limit(MANY)))


def to_remind(at: datetime) -> list[int]:
    """Who comes to what is less than a day away and signed up before that; the others know."""
    soon = (
        select(Attendance.id)
        .join(Attendance.gathering)
        .where(Gathering.remind_at <= at, Gathering.starts_at > at, Gathering.cancelled_at.is_(None))
        .where(Attendance.reply == Reply.GOING, Attendance.reminded_at.is_(None))
        .where(Attendance.since < Gathering.remind_at)
    )
    return list(db.session.scalars(soon.order_by(Attendance.id).limit(MANY)))


def with_a_line(at: datetime) -> list[int]:
    """Gatherings for which somebody waits although a seat may be free."""
    going = (
        select(func.count())
        .select_from(Attendance)
        .join(Attendance.member)
        .where(Attendance.gathering_id == Gathering.id, Attendance.reply == Reply.GOING, Member.left_at.is_(None))
        .correlate(Gathering)
        .scalar_subquery()
    )
    waits = (
        select(Attendance.id)
        .join(Attendance.member)
        .where(Attendance.gathering_id == Gathering.id, Attendance.reply == Reply.WAITING, Member.left_at.is_(None))
        .correlate(Gathering)
    )
    open_ones = select(Gathering.id).where(Gathering.starts_at > at, Gathering.cancelled_at.is_(None))
    free = or_(Gathering.capacity.is_(None), going < Gathering.capacity)
    return list(db.session.scalars(open_ones.where(free, waits.exists()).order_by(Gathering.id).limit(MANY)))


def digests(at: datetime) -> list[int]:
    """Whose Monday morning has come."""
    due = select(CommunityWish.member_id).where(CommunityWish.digest_at <= at)
    return list(db.session.scalars(due.order_by(CommunityWish.digest_at).limit(MANY)))


def notes_over(at: datetime) -> list[int]:
    """Notes whose sixty days are over."""
    over = select(BoardNote.id).where(BoardNote.ended_at.is_(None), BoardNote.ends_at <= at)
    return list(db.session.scalars(over.order_by(BoardNote.ends_at).limit(MANY)))
