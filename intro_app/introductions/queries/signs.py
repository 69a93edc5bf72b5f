"""Queries for the daily batch that writes the signs on doors."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from intro_app.db import db
from intro_app.identity.models import DoorSign, Member
from intro_app.introductions.models import Ask, Introduction
from intro_app.introductions.states import Role

# When members were asked, by their id and by whether it was as a connector.
Moments = dict[tuple[int, bool], list[datetime]]


def is_any_of_yesterday(batch: datetime) -> bool:
    """Whether any member's sign is older than this batch; takes no lock."""
    return db.session.scalar(_first_of_yesterday(), {"batch": batch}) is not None


def of_yesterday(batch: datetime, limit: int = 500) -> list[Member]:
    """Lock and return members whose sign is older than this batch; two workers get different ones.

    Each comes with door and sign.
    """
    old = _to_renew().limit(limit).with_for_update(of=DoorSign, skip_locked=True)
    return list(db.session.scalars(old, {"batch": batch}))


@cache
def _to_renew() -> Select[Member]:
    return _of_yesterday().options(contains_eager(Member.sign), joinedload(Member.door, innerjoin=True))


@cache
def _of_yesterday() -> Select[Member]:
    unmade = and_(DoorSign.made_at.is_(None), Member.joined_at < bindparam("batch"))
    old = select(Member).join(DoorSign, DoorSign.member_id == Member.id)
    return old.where(or_(DoorSign.made_at < bindparam("batch"), unmade), Member.left_at.is_(None))


@cache
def _first_of_yesterday() -> Select[int]:
    return _of_yesterday().with_only_columns(Member.id).limit(1)


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
