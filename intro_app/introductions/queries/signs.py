"""Queries for the daily batch that writes the signs on doors."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from intro_app.db import db
from intro_app.identity.models import DoorSign, Member
from intro_app.introductions.models import Ask, Introduction
from intro_app.introductions.states import Role

# When members were asked, by their id and by whether it was as a connector.
Moments = dict[tuple[int, bool], list[datetime]]


def is_any_of_yesterday(batch: datetime) -> bool:
    """Whether any member's sign is older than this batch; takes no lock."""
    return any(db.session.scalar(first, {"batch": batch}) for first in _first_of_yesterday())


def of_yesterday(batch: datetime, limit: int = 500) -> list[Member]:
    """Lock and return members whose sign is older than this batch; two workers get different ones.

    Each comes with door and sign.
    """
    old = _to_renew().limit(limit).with_for_update(of=DoorSign, skip_locked=True)
    return list(db.session.scalars(old, {"batch": batch}))


@cache
def _to_renew() -> Select[Member]:
    renewed = or_(*_ways_to_be_of_yesterday())
    found = _members().where(renewed)
    return found.options(contains_eager(Member.sign), joinedload(Member.door, innerjoin=True))


@cache
def _first_of_yesterday() -> tuple[Select[int], ...]:
    """Return a statement for each way; asked every second, so in the order of the index to use."""
    first = _members().with_only_columns(Member.id).order_by(DoorSign.made_at).limit(1)
    return tuple(first.where(way) for way in _ways_to_be_of_yesterday())


def _members() -> Select[Member]:
    return select(Member).join(DoorSign, DoorSign.member_id == Member.id).where(Member.left_at.is_(None))


def _ways_to_be_of_yesterday() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the conditions: a sign older than a batch, or none yet of somebody who was there by then."""
    batch: BindParameter[datetime] = bindparam("batch", type_=DoorSign.made_at.type)
    return DoorSign.made_at < batch, and_(DoorSign.made_at.is_(None), Member.joined_at < batch)


def moments_of(member_ids: Sequence[int], since: datetime) -> Moments:
    """Return when asks came to the doors of these members after a moment: when sent, or passed on by a yes.

    An ask that was withheld or waits before the door counts as one that arrived, and from the same day.
    Otherwise the sign would give away the block before it, or the room that a withheld one left, since the
    next did not have to wait.
    """
    moments: Moments = defaultdict(list)
    for member_id, role, moment in db.session.execute(_arrivals(), {"members": member_ids, "since": since}):
        if member_id is not None and moment is not None:
            moments[member_id, role is Role.CONNECTOR].append(moment)
    return moments


@cache
def _arrivals() -> Select[int | None, Role, datetime | None]:
    before = aliased(Ask)
    passed_on = select(func.max(before.answered_at)).where(
        before.introduction_id == Ask.introduction_id, before.position < Ask.position
    )
    came_at = func.coalesce(
        passed_on.scalar_subquery(), Introduction.sent_at, type_=Introduction.sent_at.type
    )
    found = select(Ask.member_id, Ask.role, came_at).join(Introduction)
    # came_at alone would decide, but only put_at has an index.
    since = bindparam("since", type_=Ask.put_at.type)
    theirs = Ask.member_id.in_(bindparam("members", expanding=True))
    return found.where(theirs, Ask.put_at > since, came_at > since)
