"""Snapshots of profiles: whoever waits for somebody sees them unchanged until they hear the result."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from itertools import product
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, case, delete, exists, select

from intro_app.db import atomic, db
from intro_app.identity.models import Member
from intro_app.people import visibility
from intro_app.people.models import LINKS, OWN_WORDS, Acquaintance, ProfileSnapshot
from intro_app.people.queries.own_fields import answers_now, packed_answers
from intro_app.people.visibility import SeenDoor
from intro_app.site_settings import Audience, own_fields

_SAID = ("name", "headline", "can_help_with", "looking_for", "place", "languages")
_TEXTS = (*_SAID[1:], OWN_WORDS, LINKS)


# What readers keep of others, by the ids of the two, the latest first.
Kept = Mapping[tuple[int, int], Sequence[ProfileSnapshot]]


def kept_among(people: Collection[Member]) -> Kept:
    """Return what each of these people keeps of each, themselves too, to take several snapshots at once."""
    ids = [one.id for one in people]
    found: dict[tuple[int, int], list[ProfileSnapshot]] = {pair: [] for pair in product(ids, ids)}
    for one in db.session.scalars(_among(), {"people": ids}):
        found[one.reader_id, one.member_id].append(one)
    return found


@cache
def _among() -> Select[ProfileSnapshot]:
    people: BindParameter[int] = bindparam("people", expanding=True)
    among = ProfileSnapshot.reader_id.in_(people), ProfileSnapshot.member_id.in_(people)
    return select(ProfileSnapshot).where(*among).order_by(ProfileSnapshot.id.desc())


def take_snapshot(
    reader: Member, other: Member, about: str, door: SeenDoor | None = None, kept: Kept | None = None
) -> None:
    """Store how the reader sees the other now, and show them so whatever the other changes later. Idempotent.

    `door` is the other's door as the reader sees it, and `kept` what is kept of others, where the caller has
    read them already. A reader who asks again before they hear keeps the earlier snapshot, since a new one
    would reveal what has changed.
    """
    with atomic():
        taken = _snapshots(reader, other, kept)
        there = next((one for one in taken if one.about == about), None)
        if there is None or not _shows_them(there):
            before = next((one for one in taken if _shows_them(one)), None)
            answers = before.own_fields if before else _answers(reader, other)
            seen = before.seen if before else _seen(reader, other, door, answers or [])
            _keep(there, reader, other, about, seen, answers)


def hide_changes(reader: Member, other: Member, about: str, kept: Kept | None = None) -> None:
    """Hide later blocks and stops of the other from a reader who does not know that the other is involved.

    Everything else is shown as it is. If a block hides the other already, they stay hidden: then a row about
    the other alone is stored, so that the work and the time are the same as without a block.
    """
    with atomic():
        watcher = other if visibility.is_hidden(reader.id, other.id) else reader
        if all(one.about != about for one in _snapshots(watcher, other, kept)):
            _keep(None, watcher, other, about, {})  # the sign of the day hides the stop


def drop_snapshot(about: str) -> None:
    """Delete the snapshots about this, so that readers see the others as everybody else does. Idempotent.

    Also delete acquaintances that were ended meanwhile, if nobody waits for the one who ended them.
    """
    with atomic():
        db.session.execute(delete(ProfileSnapshot).where(ProfileSnapshot.about == about))
        db.session.execute(
            delete(Acquaintance).where(Acquaintance.ended_by_id.is_not(None), ~_someone_waits())
        )


def redact_snapshots(member_id: int) -> dict[str, dict[str, Any]]:
    """Take what a member said of themselves out of what others still see of them; return what to put back.

    For what a moderator took down. Everybody else sees the words gone as well, so it tells nothing of an
    answer.
    """
    redacted: dict[str, dict[str, Any]] = {}
    for one in _of_member(member_id):
        said = {name: one.seen[name] for name in _TEXTS if one.seen.get(name)}
        if said or one.own_fields:
            redacted[str(one.id)] = {"said": said, "answers": one.own_fields}
            one.seen = one.seen | {name: [] if name == LINKS else "" for name in said}
            one.own_fields = one.own_fields and []
    return redacted


def restore_snapshots(member_id: int, redacted: Mapping[str, Mapping[str, Any]]) -> None:
    """Put back what was redacted, where the snapshot is still kept."""
    for one in _of_member(member_id):
        if kept := redacted.get(str(one.id)):
            one.seen = one.seen | dict(kept["said"])
            one.own_fields = one.own_fields or kept["answers"]


def _of_member(member_id: int) -> Sequence[ProfileSnapshot]:
    theirs = select(ProfileSnapshot).where(ProfileSnapshot.member_id == member_id)
    return db.session.scalars(theirs.order_by(ProfileSnapshot.id).with_for_update()).all()


def _someone_waits() -> ColumnElement[bool]:
    ender = Acquaintance.ended_by_id
    other = case((Acquaintance.a_id == ender, Acquaintance.b_id), else_=Acquaintance.a_id)
    return exists().where(and_(ProfileSnapshot.reader_id == other, ProfileSnapshot.member_id == ender))


def _snapshots(reader: Member, other: Member, kept: Kept | None) -> Sequence[ProfileSnapshot]:
    """Return all that the reader keeps of the other, the latest first."""
    if kept is not None:
        return kept[reader.id, other.id]
    theirs = select(ProfileSnapshot).where(
        ProfileSnapshot.reader_id == reader.id, ProfileSnapshot.member_id == other.id
    )
    return db.session.scalars(theirs.order_by(ProfileSnapshot.id.desc())).all()


def _shows_them(snapshot: ProfileSnapshot) -> bool:
    """Return whether the reader knows that the other has a part; otherwise it keeps nothing of them."""
    return "visible" in snapshot.seen


def _keep(  # noqa: PLR0917 - in this order it reads as a sentence
    there: ProfileSnapshot | None,
    reader: Member,
    other: Member,
    about: str,
    seen: dict[str, Any],
    answers: list[list[str]] | None = None,
) -> None:
    if there:
        there.seen, there.own_fields = seen, answers
    else:
        taken = ProfileSnapshot(reader_id=reader.id, member_id=other.id, about=about, seen=seen)
        taken.own_fields = answers
        db.session.add(taken)


def _answers(reader: Member, other: Member) -> list[list[str]]:
    """Return what the reader reads now in the fields of the community, if it has any."""
    return packed_answers(answers_now(reader.id, other.id)) if own_fields() else []


def _seen(reader: Member, other: Member, door: SeenDoor | None, answers: list[list[str]]) -> dict[str, Any]:
    said: dict[str, Any] = {field: getattr(other, field) for field in _SAID}
    said[LINKS] = list(other.shown_links)
    said[OWN_WORDS] = " | ".join(text for _id, text, readers in answers if readers == Audience.MEMBERS)
    return ProfileSnapshot.packed(said | asdict(door or visibility.door_seen_by(reader.id, other)))
