"""Queries about gatherings and who comes."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager

from intro_app.community.circles.models import Circle, CircleMember, Joining
from intro_app.community.gatherings.models import Attendance, Gathering, GatheringReply, GatheringVisitor
from intro_app.community.reader import ME, hidden_from_me
from intro_app.db import db
from intro_app.identity.models import Member

FEED_KEEPS = timedelta(days=30)
MANY = 100


class Coming(NamedTuple):
    """A gathering in a list, with the reader's reply."""

    public_id: str
    title: str
    circle: str
    starts_at: datetime
    time_zone: str
    reply: GatheringReply | None


class Attendee(NamedTuple):
    """Somebody who comes to a gathering."""

    public_id: str
    name: str
    headline: str


class VisitorRow(NamedTuple):
    """A visitor as the host sees them."""

    name: str
    reply: GatheringReply


class Counts(NamedTuple):
    """How many people come, and how many are on the waiting list."""

    going: int
    waiting: int


_COMES = (GatheringReply.GOING, GatheringReply.WAITING)
_answered = and_(Attendance.gathering_id == Gathering.id, Attendance.member_id == ME)
_belongs = and_(
    CircleMember.circle_id == Gathering.circle_id,
    CircleMember.member_id == ME,
    CircleMember.joining == Joining.IN,
)
_FOUND = (
    select(Gathering, Attendance, CircleMember.id.is_not(None))
    .join(Gathering.circle)
    .outerjoin(Attendance, _answered)
    .outerjoin(CircleMember, _belongs)
    .options(contains_eager(Gathering.circle))
    .where(or_(Attendance.id.is_not(None), CircleMember.id.is_not(None)))
    .where(Circle.ended_at.is_(None), ~hidden_from_me(Circle.host_id))
)
_COMING = (
    select(
        Gathering.public_id,
        Gathering.title,
        Circle.name,
        Gathering.starts_at,
        Gathering.time_zone,
        Attendance.reply,
    )
    .join(Circle, Circle.id == Gathering.circle_id)
    .outerjoin(Attendance, _answered)
    .where(Gathering.cancelled_at.is_(None), Circle.ended_at.is_(None), ~hidden_from_me(Circle.host_id))
    .order_by(Gathering.starts_at, Gathering.id)
)
_FEED = (
    select(Gathering)
    .join(Gathering.circle)
    .join(Attendance, _answered)
    .options(contains_eager(Gathering.circle))
    .where(
        Attendance.reply == GatheringReply.GOING, Circle.ended_at.is_(None), ~hidden_from_me(Circle.host_id)
    )
    .order_by(Gathering.starts_at)
    .limit(MANY)
)


def gathering_for(public_id: str, me: int) -> tuple[Gathering, Attendance | None] | None:
    """Return a gathering and the reader's attendance, if any.

    None when there is no such gathering, the reader is neither invited nor in its circle, or a block hides
    its host.
    """
    row = db.session.execute(_FOUND.where(Gathering.public_id == public_id), {"me": me}).one_or_none()
    return (row[0], row[1]) if row else None


def public_gathering(public_id: str) -> Gathering | None:
    """Return a gathering that visitors may read about, or None."""
    this = (
        select(Gathering)
        .join(Gathering.circle)
        .join(Circle.host)
        .where(Gathering.public_id == public_id, Gathering.takes_visitors)
        .where(Circle.ended_at.is_(None), Member.left_at.is_(None))
    )
    return db.session.scalar(this)


def gathering_behind(attendance_id: int) -> Attendance | None:
    """Return the attendance that an e-mail's link is about; None when the member left or may not see it."""
    invited = db.session.get(Attendance, attendance_id)
    if invited is None or invited.member is None or invited.member.left_at is not None:
        return None
    return invited if gathering_for(invited.gathering.public_id, invited.member.id) else None


def coming_to(me: int, at: datetime, limit: int = MANY) -> list[Coming]:
    """Return gatherings the reader is invited to, goes to or waits for, soonest first."""
    mine = _COMING.where(Attendance.reply != GatheringReply.NOT_GOING, Gathering.starts_at > at).limit(limit)
    return [Coming(*row) for row in db.session.execute(mine, {"me": me})]


def coming_in(circle_id: int, me: int, at: datetime) -> list[Coming]:
    """Return a circle's coming gatherings, soonest first; of one that repeats, the next date."""
    earlier = aliased(Gathering)
    sooner = and_(
        earlier.series_id == Gathering.series_id,
        earlier.cancelled_at.is_(None),
        earlier.starts_at > at,
        earlier.starts_at < Gathering.starts_at,
    )
    theirs = _COMING.where(Gathering.circle_id == circle_id, Gathering.starts_at > at)
    next_ones = theirs.where(~exists().where(sooner).correlate(Gathering)).limit(20)
    return [Coming(*row) for row in db.session.execute(next_ones, {"me": me})]


def dates_of(series_id: int, me: int, at: datetime) -> list[Coming]:
    """Return the coming dates of a gathering that repeats, soonest first, with the reader's replies."""
    dates = _COMING.where(Gathering.series_id == series_id, Gathering.starts_at > at)
    return [Coming(*row) for row in db.session.execute(dates, {"me": me})]


def first_day_as_planned(series_id: int) -> date | None:
    """Return the first day of a series that takes place as its rule says; None once a date was changed."""
    dates = select(Gathering).where(Gathering.series_id == series_id).order_by(Gathering.planned_for)
    found = db.session.scalars(dates).all()
    is_regular = all(one.cancelled_at is None and one.starts_at == one.planned_for for one in found)
    return found[0].local_start.date() if is_regular else None


def attendees_of(gathering_id: int, me: int) -> list[Attendee]:
    """Return who comes, by name; to be shown only to people who come themselves."""
    here = (
        select(Member.public_id, Member.name, Member.headline)
        .join(Attendance, Attendance.member_id == Member.id)
        .where(Attendance.gathering_id == gathering_id, Attendance.reply == GatheringReply.GOING)
        .where(Member.left_at.is_(None), ~hidden_from_me(Member.id))
    )
    return [Attendee(*row) for row in db.session.execute(here.order_by(Member.name, Member.id), {"me": me})]


def visitors_of(gathering_id: int) -> list[VisitorRow]:
    """Return the visitors who come or wait, for the host."""
    here = (
        select(GatheringVisitor, Attendance.reply)
        .join(Attendance, Attendance.visitor_id == GatheringVisitor.id)
        .where(GatheringVisitor.gathering_id == gathering_id, Attendance.reply.in_(_COMES))
        .order_by(Attendance.since, Attendance.id)
    )
    return [VisitorRow(one.name, reply) for one, reply in db.session.execute(here)]


def confirmed_visitors(gathering_id: int) -> list[GatheringVisitor]:
    """Return the visitors who have signed up for a gathering."""
    here = GatheringVisitor.gathering_id == gathering_id, GatheringVisitor.confirmed_at.is_not(None)
    return list(db.session.scalars(select(GatheringVisitor).where(*here)))


def counts_of(gathering_id: int) -> Counts:
    """Return how many come and how many wait, without members who left the site."""
    said = (
        select(Attendance.reply, func.count())
        .outerjoin(Member, Member.id == Attendance.member_id)
        .where(Attendance.gathering_id == gathering_id, Member.left_at.is_(None))
        .group_by(Attendance.reply)
    )
    found = {row[0]: row[1] for row in db.session.execute(said)}
    return Counts(found.get(GatheringReply.GOING, 0), found.get(GatheringReply.WAITING, 0))


def feed_of(me: int, at: datetime) -> list[Gathering]:
    """Return gatherings the member goes to, from thirty days ago on; cancelled ones too, for calendars."""
    return list(db.session.scalars(_FEED.where(Gathering.starts_at > at - FEED_KEEPS), {"me": me}))


def locked(gathering_id: int) -> Gathering:
    """Return the gathering with its row locked, so that seats are given one at a time."""
    this = select(Gathering).where(Gathering.id == gathering_id).with_for_update(of=Gathering)
    return db.session.execute(this.execution_options(populate_existing=True)).scalar_one()


def locked_dates(series_id: int) -> list[Gathering]:
    """Return all dates of a series with their rows locked, in the order of their ids."""
    dates = select(Gathering).where(Gathering.series_id == series_id).order_by(Gathering.id)
    locked_ones = dates.with_for_update(of=Gathering).execution_options(populate_existing=True)
    return list(db.session.scalars(locked_ones))


def untold_dates(invited: Attendance, at: datetime) -> list[Attendance]:
    """Return what the same person has not been told of the same sort, for this date and others of its series.

    The same sort: the dates that are cancelled, or those that are not. The caller has locked them.
    """
    this = invited.gathering
    if this.series_id is None or invited.member_id is None:
        return [invited]
    same_sort = Gathering.cancelled_at.is_(None) == (this.cancelled_at is None)
    theirs = (
        select(Attendance)
        .join(Attendance.gathering)
        .where(Gathering.series_id == this.series_id, Attendance.member_id == invited.member_id, same_sort)
        .where(Attendance.told < Gathering.edition, Attendance.told > 0, Attendance.reply.in_(_COMES))
        .where(Gathering.starts_at > at)
        .order_by(Gathering.starts_at, Gathering.id)
    )
    return list(db.session.scalars(theirs))


def is_picture_of_any(picture_id: int) -> bool:
    """Return whether a gathering has this picture. The caller holds the lock on the picture."""
    this = select(Gathering.id).where(Gathering.picture_id == picture_id).limit(1)
    return db.session.scalar(this) is not None


def attendance_of(gathering_id: int, member_id: int) -> Attendance | None:
    """Return a member's attendance, or None. The caller holds the lock on the gathering."""
    this = select(Attendance).where(
        Attendance.gathering_id == gathering_id, Attendance.member_id == member_id
    )
    return db.session.scalar(this)


def all_going(gathering_id: int) -> list[Attendance]:
    """Return the attendances of everybody who comes."""
    going = select(Attendance).where(
        Attendance.gathering_id == gathering_id, Attendance.reply == GatheringReply.GOING
    )
    return list(db.session.scalars(going))


def next_in_line(gathering_id: int) -> Attendance | None:
    """Return the first on the waiting list who has not left the site, or None."""
    line = (
        select(Attendance)
        .outerjoin(Attendance.member)
        .where(
            Attendance.gathering_id == gathering_id,
            Attendance.reply == GatheringReply.WAITING,
            Member.left_at.is_(None),
        )
    )
    return db.session.scalar(line.order_by(Attendance.turn, Attendance.id).limit(1))


def last_turn(gathering_id: int) -> int:
    """Return the highest place on the waiting list so far, or 0."""
    turns = select(func.max(Attendance.turn)).where(Attendance.gathering_id == gathering_id)
    return db.session.scalar(turns) or 0


def not_invited_yet(gathering: Gathering) -> list[int]:
    """Return the ids of the circle's people who have no invitation to this gathering."""
    here = select(CircleMember.member_id).where(
        CircleMember.circle_id == gathering.circle_id, CircleMember.joining == Joining.IN
    )
    invited = select(Attendance.member_id).where(
        Attendance.gathering_id == gathering.id, Attendance.member_id.is_not(None)
    )
    return list(db.session.scalars(here.where(CircleMember.member_id.not_in(invited))))


def ahead_of(circle_id: int, member_id: int, at: datetime) -> list[int]:
    """Return the ids of the circle's coming gatherings that a member has an invitation to."""
    theirs = (
        select(Gathering.id)
        .join(Attendance, Attendance.gathering_id == Gathering.id)
        .where(Gathering.circle_id == circle_id, Attendance.member_id == member_id, Gathering.starts_at > at)
    )
    return list(db.session.scalars(theirs.order_by(Gathering.id)))
