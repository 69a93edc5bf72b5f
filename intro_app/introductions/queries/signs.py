"""What the daily batch asks before it writes the signs on doors."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select

from intro_app.accounts.models import DoorSign, Member
from intro_app.db import db
from intro_app.introductions.models import Ask, Introduction
from intro_app.introductions.states import Role, State

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


def moments_of(member_ids: Sequence[int], since: datetime, at: datetime) -> Moments:
    """When these members were asked, after a moment; what still waits before their door counts as asked now.

    What never reaches them counts too: a sign that leaves out a withheld ask would give away the block before it.
    """
    waits = and_(Ask.waits_until.is_not(None), Introduction.state == State.ASKING)
    found = select(Ask.member_id, Ask.role, Ask.put_at, Ask.waits_until).join(Introduction)
    moments: Moments = defaultdict(list)
    for member_id, role, put_at, waits_until in db.session.execute(
        found.where(Ask.member_id.in_(member_ids), or_(Ask.put_at > since, waits))
    ):
        if member_id is not None and put_at is not None:
            moments[member_id, role is Role.CONNECTOR].append(at if waits_until else put_at)
    return moments
