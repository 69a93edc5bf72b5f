"""Who waits for somebody sees them as they were, until the day on which they hear what came of it."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, and_, case, delete, exists, select

from intro_app.db import atomic, db
from intro_app.identity.models import Member
from intro_app.people import visibility
from intro_app.people.models import Acquaintance, ProfileSnapshot

_SAID = ("name", "headline", "can_help_with", "looking_for", "place", "languages")


def take_snapshot(reader: Member, other: Member, about: str) -> None:
    """From now on the reader sees the other as they are at this moment, whatever the other decides or writes.

    Whoever asks again before they hear sees them as before: else asking once more would tell what has
    changed. Twice about the same is once.
    """
    with atomic():
        there = _glimpse(reader, other, about)
        if there is None or "visible" not in there.seen:
            _keep(
                there,
                reader,
                other,
                about,
                visibility.known_glimpse(reader.id, other.id) or _seen(reader, other),
            )


def hide_changes(reader: Member, other: Member, about: str) -> None:
    """From now on no block and no stop of the other shows to the reader, who does not know that the other has a part.

    All else is seen as it is: nothing may tell them. Whom a block hides already stays hidden: then the row is
    about nobody but the other, so that keeping it is the same work, and takes the same time, as if there were
    no block.
    """
    with atomic():
        watcher = other if visibility.is_hidden(reader.id, other.id) else reader
        if _glimpse(watcher, other, about) is None:
            _keep(None, watcher, other, about, {})  # the sign of the day hides the stop


def drop_snapshot(about: str) -> None:
    """From now on whoever waited sees the others as everybody else does; twice is once.

    What somebody ended meanwhile is over for those who waited too.
    """
    with atomic():
        db.session.execute(delete(ProfileSnapshot).where(ProfileSnapshot.about == about))
        db.session.execute(
            delete(Acquaintance).where(Acquaintance.ended_by_id.is_not(None), ~_someone_waits())
        )


def _someone_waits() -> ColumnElement[bool]:
    ender = Acquaintance.ended_by_id
    other = case((Acquaintance.a_id == ender, Acquaintance.b_id), else_=Acquaintance.a_id)
    return exists().where(and_(ProfileSnapshot.reader_id == other, ProfileSnapshot.member_id == ender))


def _glimpse(reader: Member, other: Member, about: str) -> ProfileSnapshot | None:
    found = select(ProfileSnapshot).where(
        ProfileSnapshot.reader_id == reader.id,
        ProfileSnapshot.member_id == other.id,
        ProfileSnapshot.about == about,
    )
    return db.session.scalar(found)


def _keep(
    there: ProfileSnapshot | None, reader: Member, other: Member, about: str, seen: dict[str, Any]
) -> None:
    if there:
        there.seen = seen
    else:
        db.session.add(ProfileSnapshot(reader_id=reader.id, member_id=other.id, about=about, seen=seen))


def _seen(reader: Member, other: Member) -> dict[str, Any]:
    said = {field: getattr(other, field) for field in _SAID}
    return visibility.to_keep(
        said | asdict(visibility.door_seen_by(reader.id, other)) | {"visible": other.door.visible}
    )
