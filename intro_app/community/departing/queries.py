"""Queries for what somebody who leaves the site has part in, in the order in which rows are locked."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, select

from intro_app.community.circles.models import Circle, CircleMember, Joining
from intro_app.community.gatherings.models import Attendance, Gathering
from intro_app.community.pictures.models import PostPicture
from intro_app.db import db
from intro_app.identity.models import Member


def circles_of(member_id: int) -> Sequence[int]:
    """Return the circles in which this member has a row, whatever it says."""
    mine = select(CircleMember.circle_id).where(CircleMember.member_id == member_id)
    return db.session.scalars(mine.order_by(CircleMember.circle_id)).all()


def hosted_by(member_id: int) -> Sequence[int]:
    """Return the circles that this member hosts and that have not ended."""
    hosted = select(Circle.id).where(Circle.host_id == member_id, Circle.ended_at.is_(None))
    return db.session.scalars(hosted.order_by(Circle.id)).all()


def ended_by(member_id: int) -> Sequence[int]:
    """Return the circles that ended while this member hosted them."""
    ended = select(Circle.id).where(Circle.host_id == member_id, Circle.ended_at.is_not(None))
    return db.session.scalars(ended.order_by(Circle.id)).all()


def gatherings_of(member_id: int) -> Sequence[int]:
    """Return the gatherings to which this member was ever invited."""
    mine = select(Attendance.gathering_id).where(Attendance.member_id == member_id)
    return db.session.scalars(mine.order_by(Attendance.gathering_id)).all()


def pictured_by(member_id: int) -> Sequence[int]:
    """Return the gatherings whose picture this member added."""
    added = select(PostPicture.id).where(PostPicture.member_id == member_id, PostPicture.is_of_gathering)
    theirs = select(Gathering.id).where(Gathering.picture_id.in_(added))
    return db.session.scalars(theirs.order_by(Gathering.id)).all()


def coming_in(circle_id: int, at: datetime) -> Sequence[int]:
    """Return the gatherings of a circle that are still to come."""
    coming = Gathering.circle_id == circle_id, Gathering.cancelled_at.is_(None), Gathering.starts_at > at
    return db.session.scalars(select(Gathering.id).where(*coming).order_by(Gathering.id)).all()


def people_in(circle_id: int) -> Sequence[Member]:
    """Return everybody who belongs to a circle."""
    there = select(Member).join(CircleMember, CircleMember.member_id == Member.id)
    here = CircleMember.circle_id == circle_id, CircleMember.joining == Joining.IN
    return db.session.scalars(there.where(*here, Member.left_at.is_(None)).order_by(Member.id)).all()


def heirs_of(circle_id: int) -> Sequence[Member]:
    """Return the co-hosts of a circle, the one who has belonged to it longest first."""
    there = select(Member).join(CircleMember, CircleMember.member_id == Member.id)
    tending = CircleMember.circle_id == circle_id, CircleMember.joining == Joining.IN, CircleMember.is_co_host
    here = Member.left_at.is_(None), ~Member.suspended
    return db.session.scalars(there.where(*tending, *here).order_by(CircleMember.since, Member.id)).all()


@cache
def without_host() -> Select[int]:
    """Select the circles whose host left the site before `:since`."""
    orphaned = select(Circle.id).join(Circle.host)
    return orphaned.where(Circle.ended_at.is_(None), Member.left_at <= bindparam("since")).order_by(
        Member.left_at, Circle.id
    )
