"""What the daily batch asks before it writes the signs on doors."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from intro_app.db import db
from intro_app.identity.models import DoorSign, Member
from intro_app.introductions.models import Ask, Introduction
from intro_app.introductions.states import Role

# The moments at which somebody was asked, by whether it was as a connector.
Moments = dict[tuple[int, bool], list[datetime]]


def of_yesterday(batch: datetime, limit: int = 500) -> list[Member]:
    """Members whose sign is older than this batch, held for whoever renews them; two workers take different ones."""
    unmade = and_(DoorSign.made_at.is_(None), Member.joined_at < batch)
    old = (
        select(Member)
        .join(DoorSign, DoorSign.member_id == Member.id)
        .where(or_(DoorSign.made_at < batch, unmade), Member.left_at.is_(None))
        .limit(limit)
    )
    return list(db.session.scalars(old.with_for_update(of=DoorSign, skip_locked=True)))


def moments_of(member_ids: Sequence[int], since: datetime) -> Moments:
    """When asks came to the doors of these members, after a moment: when they were sent, or passed on by a yes.

    One that was withheld or waits before the door counts as one that arrived, and from the same day. Else the
    sign would give away the block before it; or the room that a withheld one left, since the next did not
    have to wait.
    """
    before = aliased(Ask)
    passed_on = select(func.max(before.answered_at)).where(
        before.introduction_id == Ask.introduction_id, before.position < Ask.position
    )
    came_at = func.coalesce(
        passed_on.scalar_subquery(), Introduction.sent_at, type_=Introduction.sent_at.type
    )
    found = select(Ask.member_id, Ask.role, came_at).join(Introduction)
    moments: Moments = defaultdict(list)
    for member_id, role, moment in db.session.execute(
        found.where(
            Ask.member_id.in_(member_ids), Ask.put_at > since, came_at > since
        )  # the first is indexed
    ):
        if member_id is not None and moment is not None:
            moments[member_id, role is Role.CONNECTOR].append(moment)
    return moments
