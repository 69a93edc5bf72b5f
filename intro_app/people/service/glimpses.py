"""Whom a member has asked stays in their sight as they were, until the day on which they hear what came of it."""

from typing import Any

from sqlalchemy import delete

from intro_app.accounts.models import Member
from intro_app.db import atomic, db
from intro_app.people import queries
from intro_app.people.models import Glimpse

_SAID = ("name", "headline", "can_help_with", "looking_for", "place", "languages")
_DOOR = ("visible", "takes_direct_asks", "refused_purposes", "no_mail")


def keep_in_sight(reader: Member, other: Member, about: str) -> None:
    """From now on the reader sees the other's page as it is at this moment, whatever the other decides or writes.

    Whoever asks again before they hear sees it as before: else asking once more would tell what has changed.
    """
    with atomic():
        seen = queries.glimpsed(reader.id, other.id) or _seen(reader, other)
        db.session.add(Glimpse(reader_id=reader.id, member_id=other.id, about=about, seen=seen))


def let_out_of_sight(about: str) -> None:
    """From now on whoever asked sees whom they asked as everybody else does; twice is once."""
    with atomic():
        db.session.execute(delete(Glimpse).where(Glimpse.about == about))


def _seen(reader: Member, other: Member) -> dict[str, Any]:
    said = {field: getattr(other, field) for field in _SAID} | {field: getattr(other.door, field) for field in _DOOR}
    until = other.door.paused_until
    known = queries.know_each_other(reader.id, other.id)
    return said | {"paused_until": until.isoformat() if until else None, "know_each_other": known}
