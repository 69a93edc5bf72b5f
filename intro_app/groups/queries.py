"""Queries on groups: which there are, who is in them, and whom a reader sees there."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, func, select

from intro_app.config import settings
from intro_app.db import db
from intro_app.groups.codes import hash_of
from intro_app.groups.models import GroupMembership, GroupSource, MemberGroup
from intro_app.groups.policy import GroupStanding
from intro_app.identity.group_directory import GroupDirectory, register_group_directory
from intro_app.identity.models import Door, Member
from intro_app.people import visibility
from intro_app.people.models import ProfileSnapshot
from intro_app.people.policy import draws

PAGE = 40


class GroupRow(NamedTuple):
    """A group, how many are in it, how it stands for the reader, and whether they show it."""

    group: MemberGroup
    size: int
    standing: GroupStanding
    shown: bool


class GroupPerson(NamedTuple):
    """Somebody in a group, as its page shows them."""

    id: int
    public_id: str
    name: str
    headline: str
    place: str
    wheel: int


class StaffRow(NamedTuple):
    """Somebody in a group, or who asks to be, as staff read it."""

    member_id: int
    public_id: str
    name: str
    source: GroupSource
    since: datetime | None
    asked_at: datetime


def open_groups() -> Sequence[MemberGroup]:
    """Return all groups that are not closed, by name."""
    found = select(MemberGroup).where(MemberGroup.closed_at.is_(None))
    return db.session.scalars(found.order_by(func.lower(MemberGroup.name), MemberGroup.id)).all()


def by_public_id(public_id: str) -> MemberGroup | None:
    """Return the open group with this id."""
    theirs = select(MemberGroup).where(MemberGroup.public_id == public_id, MemberGroup.closed_at.is_(None))
    return db.session.scalar(theirs)


def id_of(public_id: str | None) -> int | None:
    """Return the id of the open group with this public id, as a form gives it; None for no group."""
    found = by_public_id(public_id) if public_id else None
    return found.id if found else None


def named(names: Collection[str]) -> dict[str, int]:
    """Return the ids of the open groups that are meant by these names or codes, by what was typed."""
    open_ones = open_groups()
    by_name = {name: group.id for group in open_ones for name in group.names}
    by_hash = {group.code_hash: group.id for group in open_ones if group.code_hash}
    found = {name: by_name.get(name.casefold()) or by_hash.get(hash_of(name)) for name in names}
    return {name: group_id for name, group_id in found.items() if group_id}


def called(name: str) -> int | None:
    """Return the id of the open group with this name, or whose name it was until it was taken down."""
    return next((group.id for group in open_groups() if name.casefold() in group.names), None)


def locked(group_id: int) -> MemberGroup | None:
    """Return a group, locked until the transaction ends."""
    return db.session.get(MemberGroup, group_id, with_for_update=True, populate_existing=True)


def names_of(group_ids: Collection[int]) -> dict[int, str]:
    """Return the names of these groups, closed ones too."""
    wanted = select(MemberGroup.id, MemberGroup.name).where(MemberGroup.id.in_(group_ids))
    return {row.id: row.name for row in db.session.execute(wanted)}


def by_code(code: str) -> MemberGroup | None:
    """Return the group with this code, however it was typed; its code may have ended."""
    return db.session.scalar(select(MemberGroup).where(MemberGroup.code_hash == hash_of(code)))


def rows_of(group_id: int, member_id: int) -> Sequence[GroupMembership]:
    """Return every row of one member in one group, locked until the transaction ends."""
    theirs = select(GroupMembership).where(
        GroupMembership.group_id == group_id, GroupMembership.member_id == member_id
    )
    return db.session.scalars(theirs.with_for_update().execution_options(populate_existing=True)).all()


def rows_by(source: GroupSource, member_id: int) -> Sequence[GroupMembership]:
    """Return the rows of one member that came about one way, locked until the transaction ends."""
    theirs = select(GroupMembership).where(
        GroupMembership.member_id == member_id, GroupMembership.source == source
    )
    return db.session.scalars(theirs.order_by(GroupMembership.id).with_for_update()).all()


def groups_for(member_id: int) -> list[GroupRow]:
    """Return all groups as this member reads them."""
    mine = select(GroupMembership).where(GroupMembership.member_id == member_id)
    by_group: dict[int, list[GroupMembership]] = {}
    for row in db.session.scalars(mine):
        by_group.setdefault(row.group_id, []).append(row)
    sizes = _sizes()
    return [
        GroupRow(
            group,
            sizes.get(group.id, 0),
            _standing(by_group.get(group.id, [])),
            any(row.shown for row in by_group.get(group.id, [])),
        )
        for group in open_groups()
    ]


def is_in(member_id: int, group_id: int) -> bool:
    """Return whether this member is in this group."""
    mine = GroupMembership.member_id == member_id, GroupMembership.group_id == group_id, _stands()
    return db.session.scalar(select(GroupMembership.id).where(*mine).limit(1)) is not None


def people_seen(reader_id: int, group_id: int, day: date, place: int) -> list[GroupPerson]:
    """Return a page of the people of a group who show it and are listed, one more where there are more.

    The order is that of the list of people: it begins elsewhere each day, the same for all. People whom the
    reader waits for are not among them until the reader hears, so that leaving a group or the list tells
    nothing.
    """
    start = draws(day, settings().lasting_key)[0]
    waited_for = select(ProfileSnapshot.member_id).where(
        ProfileSnapshot.reader_id == reader_id, ProfileSnapshot.seen["visible"].as_boolean().is_not(None)
    )
    shown = select(GroupMembership.member_id).where(
        GroupMembership.group_id == group_id, GroupMembership.shown, _stands()
    )
    found = (
        select(Member.id, Member.public_id, Member.name, Member.headline, Member.place, Door.wheel)
        .join(Door, Door.member_id == Member.id)
        .where(
            Member.id.in_(shown),
            Member.left_at.is_(None),
            Door.visible,
            Member.id != reader_id,
            Member.id.not_in(waited_for),
            ~visibility.hidden(reader_id, Member.id),
        )
        .order_by(case((Door.wheel >= start, 0), else_=1), Door.wheel)
        .offset(place)
        .limit(PAGE + 1)
    )
    return [GroupPerson(*row) for row in db.session.execute(found)]


def names_shown_by(member_id: int) -> list[str]:
    """Return the names of the open groups that a member is in and shows, each once."""
    theirs = select(MemberGroup.name, MemberGroup.id).join(
        GroupMembership, GroupMembership.group_id == MemberGroup.id
    )
    shown = GroupMembership.member_id == member_id, GroupMembership.shown, _stands()
    found = theirs.where(*shown, MemberGroup.closed_at.is_(None)).distinct().order_by(MemberGroup.id)
    return [row.name for row in db.session.execute(found)]


def showing(public_id: str) -> Select[int]:
    """Return the SELECT of the ids of those who show that they are in the open group with this public id."""
    theirs = select(GroupMembership.member_id).join(MemberGroup, MemberGroup.id == GroupMembership.group_id)
    return theirs.where(
        MemberGroup.public_id == public_id, MemberGroup.closed_at.is_(None), GroupMembership.shown, _stands()
    )


def of_member(member_id: visibility.Id) -> ScalarSelect[str]:
    """Return a subquery of the public ids of the open groups that somebody is in, with commas between."""
    return _public_ids(member_id, _stands())


def shown_by(member_id: visibility.Id) -> ScalarSelect[str]:
    """Return the same for the groups that somebody is in and shows."""
    return _public_ids(member_id, and_(_stands(), GroupMembership.shown))


def names_by_public_id() -> dict[str, str]:
    """Return the names of all open groups by their public ids."""
    return dict(choices())


def choices() -> list[tuple[str, str]]:
    """Return the public ids and names of all open groups."""
    return [(group.public_id, group.name) for group in open_groups()]


def who_show(group_id: int | None = None) -> Sequence[int]:
    """Return the ids of the members who show that they are in this group, or in any."""
    found = select(GroupMembership.member_id).where(GroupMembership.shown, _stands())
    if group_id is not None:
        found = found.where(GroupMembership.group_id == group_id)
    return db.session.scalars(found.distinct().order_by(GroupMembership.member_id)).all()


def staff_rows(group_id: int) -> list[StaffRow]:
    """Return everybody in a group, and who asks to be, for staff: requests first, then by name."""
    found = (
        select(
            Member.id,
            Member.public_id,
            Member.name,
            GroupMembership.source,
            GroupMembership.since,
            GroupMembership.asked_at,
        )
        .join(Member, Member.id == GroupMembership.member_id)
        .where(
            GroupMembership.group_id == group_id,
            GroupMembership.ended_at.is_(None),
            Member.left_at.is_(None),
        )
        .order_by(GroupMembership.since.is_not(None), func.lower(Member.name), GroupMembership.id)
    )
    return [StaffRow(*row) for row in db.session.execute(found)]


def exact_sizes() -> dict[int, int]:
    """Return how many are in each group, for staff only."""
    return _sizes()


def number_waiting() -> dict[int, int]:
    """Return how many requests wait in each group."""
    waiting = select(GroupMembership.group_id, func.count()).where(
        GroupMembership.since.is_(None), GroupMembership.ended_at.is_(None)
    )
    return _numbers(waiting.group_by(GroupMembership.group_id))


def counted_waiting() -> ScalarSelect[int]:
    """Return a subquery that counts the requests that wait in all groups."""
    waiting = select(func.count()).select_from(GroupMembership)
    return waiting.where(
        GroupMembership.since.is_(None), GroupMembership.ended_at.is_(None)
    ).scalar_subquery()


def _sizes() -> dict[int, int]:
    counted = select(GroupMembership.group_id, func.count(GroupMembership.member_id.distinct()))
    return _numbers(counted.where(_stands()).group_by(GroupMembership.group_id))


def _numbers(counted: Select[int, int]) -> dict[int, int]:
    return {row[0]: row[1] for row in db.session.execute(counted)}


def _public_ids(member_id: visibility.Id, counts: ColumnElement[bool]) -> ScalarSelect[str]:
    theirs = select(func.aggregate_strings(MemberGroup.public_id, ",")).join(
        GroupMembership, GroupMembership.group_id == MemberGroup.id
    )
    return theirs.where(
        GroupMembership.member_id == member_id, MemberGroup.closed_at.is_(None), counts
    ).scalar_subquery()


def _stands() -> ColumnElement[bool]:
    return and_(GroupMembership.since.is_not(None), GroupMembership.ended_at.is_(None))


def _standing(rows: Sequence[GroupMembership]) -> GroupStanding:
    if any(row.stands for row in rows):
        return GroupStanding.IN
    return GroupStanding.ASKED if any(row.waits for row in rows) else GroupStanding.OUT


register_group_directory(GroupDirectory(choices, showing, of_member, shown_by))
