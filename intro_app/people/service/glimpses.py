"""Who waits for somebody sees them as they were, until the day on which they hear what came of it."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, delete, exists, select

from intro_app.accounts.models import Member
from intro_app.db import atomic, db
from intro_app.people import visibility
from intro_app.people.models import Acquaintance, Glimpse

_SAID = ("name", "headline", "can_help_with", "looking_for", "place", "languages")
# What a stop shuts, and what somebody may shut by hand, which looks the same.
_DOOR = (
    *("visible", "takes_direct_asks", "refused_purposes", "asks_per_30_days", "connects_per_30_days"),
    *("paused_until", "no_mail"),
)


def keep_in_sight(reader: Member, other: Member, about: str) -> None:
    """From now on the reader sees the other as they are at this moment, whatever the other decides or writes.

    Whoever asks again before they hear sees them as before: else asking once more would tell what has changed.
    Twice about the same is once.
    """
    with atomic():
        there = exists().where(
            Glimpse.reader_id == reader.id, Glimpse.member_id == other.id, Glimpse.about == about
        )  # fmt: skip
        if not db.session.scalar(select(there)):
            seen = visibility.glimpsed(reader.id, other.id) or _seen(other)
            db.session.add(Glimpse(reader_id=reader.id, member_id=other.id, about=about, seen=seen))


def let_out_of_sight(about: str) -> None:
    """From now on whoever waited sees the others as everybody else does; twice is once.

    What somebody ended meanwhile is over for those who waited too.
    """
    with atomic():
        db.session.execute(delete(Glimpse).where(Glimpse.about == about))
        db.session.execute(delete(Acquaintance).where(Acquaintance.ended_by_id.is_not(None), ~_someone_waits()))


def _someone_waits() -> ColumnElement[bool]:
    ender = Acquaintance.ended_by_id
    other = case((Acquaintance.a_id == ender, Acquaintance.b_id), else_=Acquaintance.a_id)
    return exists().where(and_(Glimpse.reader_id == other, Glimpse.member_id == ender))


def _seen(other: Member) -> dict[str, Any]:
    said = {field: getattr(other, field) for field in _SAID}
    door = {field: getattr(other.door, field) for field in _DOOR}
    until = other.door.paused_until
    return said | door | {"paused_until": until.isoformat() if until else None}
