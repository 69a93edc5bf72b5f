"""Query a member's profile as its reader may see it."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Boolean, Select, and_, bindparam, select

from intro_app.db import db, read
from intro_app.identity.group_directory import group_directory
from intro_app.identity.models import Door, DoorSign, Member, opens_directly
from intro_app.people import visibility
from intro_app.people.models import ProfileSnapshot
from intro_app.people.queries.links import links_seen
from intro_app.profile_links.queries import VerifiedLink


class Profile(NamedTuple):
    """What a member says about themselves, and the sign on their door."""

    id: int
    public_id: str
    name: str
    headline: str
    can_help_with: str
    looking_for: str
    place: str
    languages: str
    joined_at: datetime
    visible: bool
    takes_direct_asks: bool
    refused_purposes: list[str]
    paused_until: date | None
    no_mail: bool
    takes_asks: bool
    asks_full_until: datetime | None
    know_each_other: bool
    verified: Sequence[VerifiedLink] = ()


_READER: BindParameter[int] = bindparam("reader")
_LISTED: BindParameter[bool] = bindparam("listed", type_=Boolean)


def profile(reader_id: int, public_id: str, *, listed: bool = True) -> Profile | None:
    """Return the profile with this public id; None if there is none or the reader may not see it.

    `listed` is whether the reader may see the list of people: otherwise being visible there opens no page.

    A member for whom the reader waits is shown as they were when the reader began to wait.
    """
    asked = {"reader": reader_id, "public_id": public_id, "listed": listed}
    row = read(_profile(), asked).one_or_none()
    if row is None:
        return None
    *said, snapshot, opened_to, groups, links = row
    found = Profile(*said)
    is_direct = opens_directly(found.takes_direct_asks, opened_to, groups)
    found = found._replace(takes_direct_asks=is_direct)
    kept = ProfileSnapshot.unpacked(snapshot or {})
    found = found._replace(verified=links_seen(kept, links))
    return found._replace(**{name: kept[name] for name in Profile._fields if name in kept})


def names_when_waiting_began(reader_id: int, about: str) -> dict[int, str]:
    """Return the names of those for whom the reader waits in this, as they were when the waiting began."""
    kept = select(ProfileSnapshot.member_id, ProfileSnapshot.seen).where(
        ProfileSnapshot.reader_id == reader_id, ProfileSnapshot.about == about
    )
    return {member_id: str(seen["name"]) for member_id, seen in db.session.execute(kept) if "name" in seen}


def waited_for(member_ids: Collection[int]) -> set[int]:
    """Return which of these members somebody waits for."""
    waited = select(ProfileSnapshot.member_id).where(ProfileSnapshot.member_id.in_(member_ids))
    return set(db.session.scalars(waited.distinct()))


@cache
def _profile() -> Select[Any]:
    columns: list[Any] = [
        Member.id,
        Member.public_id,
        Member.name,
        Member.headline,
        Member.can_help_with,
        Member.looking_for,
        Member.place,
        Member.languages,
        Member.joined_at,
        visibility.is_listed().label("visible"),
        DoorSign.takes_direct_asks,
        DoorSign.refused_purposes,
        DoorSign.paused_until,
        DoorSign.no_mail,
        DoorSign.takes_asks,
        DoorSign.asks_full_until,
        visibility.acquainted(_READER, Member.id).label("know_each_other"),
        visibility.snapshot_of(_READER, Member.id).label("snapshot"),
        DoorSign.direct_groups,
        group_directory().of_member(_READER),
        Member.shown_links,
    ]
    return (
        select(*columns)
        .join(Door, Door.member_id == Member.id)
        .join(DoorSign, DoorSign.member_id == Member.id)
        .where(Member.public_id == bindparam("public_id"))
        .where(visibility.is_here(_READER, Member.id, Member.left_at.is_not(None)))
        .where(visibility.sees(_READER, Member.id, and_(visibility.is_listed(), _LISTED)))
    )
