"""The rules for who sees whom: SQL conditions for lists, and predicates for a single person.

A block hides two members from each other. Whoever waits for somebody does not see that block until they hear
the result, nor an acquaintance that the other ended, nor a door that the other shut, since those would reveal
a no (ADR 9). So there are two questions. Whether something may reach a member is answered by `is_blocked`,
without delay. What a reader sees is answered by everything else here; a reader's own block always counts for
them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Exists,
    Integer,
    Select,
    SQLColumnExpression,
    and_,
    bindparam,
    case,
    exists,
    or_,
    select,
)

from intro_app.db import db, read
from intro_app.identity.group_directory import group_directory
from intro_app.identity.models import Door, DoorSign, Member, opens_directly
from intro_app.people.models import Acquaintance, Block, BlockKind, ProfileSnapshot

# A member's id in a statement: a column, a parameter or a number.
Id = SQLColumnExpression[int] | SQLColumnExpression[int | None] | int
Condition = SQLColumnExpression[bool]


@dataclass(frozen=True)
class SeenDoor:
    """A member's door as one reader sees it, from the day's sign.

    `takes_direct_asks` is for this reader: a door may be open to the people of a group.
    """

    visible: bool
    takes_direct_asks: bool
    takes_asks: bool
    connects: bool
    refused_purposes: list[str]
    paused_until: date | None
    no_mail: bool
    asks_full_until: datetime | None
    connects_full_until: datetime | None
    suggested: bool


# What is seen as it stands on the sign.
_ON_SIGN = tuple(field.name for field in fields(SeenDoor) if field.name != "visible")


# ------------------------------------------------------------------------ conditions for statements


def has_blocked(blocker: Id, blocked: Id) -> Exists:
    """Return the condition that the first has blocked the second."""
    return exists().where(
        Block.kind == BlockKind.PERSON, Block.blocker_id == blocker, Block.blocked_id == blocked
    )


def apart(one: Id, other: Id) -> Exists:
    """Return the condition that either has blocked the other, so that nothing of one may reach the other."""
    return exists().where(
        Block.kind == BlockKind.PERSON,
        or_(
            and_(Block.blocker_id == one, Block.blocked_id == other),
            and_(Block.blocker_id == other, Block.blocked_id == one),
        ),
    )


def refuses_connector(by: Id, connector: Id) -> Exists:
    """Return the condition that the first wants nothing through the second as a connector."""
    return exists().where(
        Block.kind == BlockKind.AS_CONNECTOR, Block.blocker_id == by, Block.blocked_id == connector
    )


# A snapshot of somebody whom the reader does not know to be involved holds only their door, without
# "visible".
IS_KNOWN: ColumnElement[bool] = ProfileSnapshot.seen["visible"].as_boolean().is_not(None)


def waits_for(reader: Id, member: Id) -> Exists:
    """Return the condition that the reader waits to hear of an introduction with this member.

    It holds even if the reader does not know that the member is part of it.
    """
    return exists().where(ProfileSnapshot.reader_id == reader, ProfileSnapshot.member_id == member)


def waits_knowingly_for(reader: Id, member: Id) -> Exists:
    """Return the same condition for a member whom the reader knows to be part of it."""
    return exists().where(ProfileSnapshot.reader_id == reader, ProfileSnapshot.member_id == member, IS_KNOWN)


def is_here(reader: Id, member: SQLColumnExpression[int], left: Condition) -> ColumnElement[bool]:
    """Return the condition that a member has not left, as far as the reader may see.

    Whoever knowingly waits for them finds them until the closing day, or leaving would tell what silence does
    not. `left` is the condition that they left.
    """
    return or_(~left, waits_knowingly_for(reader, member))


def hidden(reader: Id, member: Id) -> ColumnElement[bool]:
    """Return the condition that a block hides the member from the reader.

    The reader's own block counts at once, the member's once the reader no longer waits for them.
    """
    return and_(apart(reader, member), or_(has_blocked(reader, member), ~waits_for(reader, member)))


def acquainted(reader: Id, member: Id) -> Exists:
    """Return the condition that the two are confirmed acquaintances, as far as the reader may see."""
    return exists().where(
        Acquaintance.confirmed_at.is_not(None),
        stands_for(reader),
        or_(
            and_(Acquaintance.a_id == reader, Acquaintance.b_id == member),
            and_(Acquaintance.b_id == reader, Acquaintance.a_id == member),
        ),
    )


def stands_for(reader: Id) -> ColumnElement[bool]:
    """Return the condition that an acquaintance has not ended, or was ended by the other member only."""
    return or_(Acquaintance.ended_by_id.is_(None), Acquaintance.ended_by_id != reader)


def findable(reader: Id, member: Id, visible: Condition) -> ColumnElement[bool]:
    """Return the condition for lists: the member is visible, or was when waiting began, and is not hidden."""
    return and_(or_(visible, was_visible(reader, member)), ~hidden(reader, member))


def is_listed() -> ColumnElement[bool]:
    """Return the condition that a member of a statement that reads Door and Member can be found by others.

    Whoever staff suspended is not, nor whom a moderator stopped from being found, but for those who wait for
    them: both read as silence.
    """
    return and_(Door.visible, ~Member.suspended, ~Member.unlisted)


def was_visible(reader: Id, member: Id) -> Exists:
    """Return the condition that the member was visible when the reader began to wait for them."""
    return exists().where(
        ProfileSnapshot.reader_id == reader,
        ProfileSnapshot.member_id == member,
        ProfileSnapshot.seen["visible"].as_boolean(),
    )


def was_visible_to_somebody(member: Id) -> Exists:
    """Return the condition that somebody waits for the member, who was visible when that began."""
    return exists().where(ProfileSnapshot.member_id == member, ProfileSnapshot.seen["visible"].as_boolean())


def sees(reader: Id, member: SQLColumnExpression[int], visible: Condition) -> ColumnElement[bool]:
    """Return the condition for a page: the reader's own, or visible, known or waited for and not hidden."""
    known = or_(visible, acquainted(reader, member), waits_knowingly_for(reader, member))
    return or_(member == reader, and_(known, ~hidden(reader, member)))


def snapshot_of(reader: Id, member: Id) -> ColumnElement[Any]:
    """Return a subquery for the reader's snapshot of the member; NULL for a reader who does not wait."""
    seen = select(ProfileSnapshot.seen).where(
        ProfileSnapshot.reader_id == reader, ProfileSnapshot.member_id == member
    )
    return seen.order_by(IS_KNOWN.desc(), ProfileSnapshot.id.desc()).limit(1).scalar_subquery()


# --------------------------------------------------------------------------- answers about one person

# Many pages ask what is asked with it, so those statements are made once: making one takes longest.
_READER: BindParameter[int] = bindparam("reader", type_=Integer)


def is_blocked(one_id: int, other_id: int) -> bool:
    """Whether either of the two blocked the other, so that nothing may reach them, whatever they see."""
    return _is(apart(one_id, other_id))


def is_hidden(reader_id: int, member_id: int) -> bool:
    """Whether a block hides the member from the reader."""
    return _is(hidden(reader_id, member_id))


def is_waiting_for(reader_id: int, member_id: int) -> bool:
    """Whether the reader waits to hear of an introduction with this member."""
    return _is(waits_for(reader_id, member_id))


def know_each_other(reader_id: int, member_id: int) -> bool:
    """Whether the two are confirmed acquaintances, as far as the reader may see."""
    return _is(acquainted(reader_id, member_id))


def seen_by(reader_id: int, public_id: str) -> Member | None:
    """The member behind a page's id, if the reader may see them."""
    return db.session.scalar(_seen_by(), {"reader": reader_id, "public_id": public_id})


@cache
def _seen_by() -> Select[Member]:
    return _of_page(select(Member).join(Door, Door.member_id == Member.id))


def found_by(reader_id: int, public_id: str) -> Member | None:
    """The member behind an id in a form, hidden or not; None if they left, as far as the reader may see."""
    return db.session.scalar(select(Member).where(Member.public_id == public_id, _is_here(reader_id)))


def seen_with_door(reader_id: int, public_id: str) -> tuple[Member, SeenDoor] | None:
    """The member behind a page's id and their door, both as the reader sees them; None if they may not."""
    given = {"reader": reader_id, "public_id": public_id}
    row = db.session.execute(_seen_with_door(), given).one_or_none()
    return (row[0], _seen(row[1:])) if row else None


@cache
def _seen_with_door() -> Select[Any]:
    found = select(Member, *_seen_of(Member.id))
    found = found.join(Door, Door.member_id == Member.id).join(DoorSign, DoorSign.member_id == Member.id)
    return _of_page(found)


def _of_page(found: Select[Any]) -> Select[Any]:
    found = found.where(Member.public_id == bindparam("public_id"), _is_here(_READER))
    return found.where(sees(_READER, Member.id, is_listed()))


def door_seen_by(reader_id: int, member: Member) -> SeenDoor:
    """Return the member's door as the reader sees it: from their snapshot if they wait, else today's sign."""
    return doors_seen_by(reader_id, [member.id])[member.id]


def doors_seen_by(reader_id: int, member_ids: Collection[int]) -> dict[int, SeenDoor]:
    """Return the doors of these members as the reader sees them; shut ones for members who left."""
    rows = read(_doors_seen_by(), {"reader": reader_id, "members": list(member_ids)})
    return {member_id: _seen(row) for member_id, *row in rows}


@cache
def _doors_seen_by() -> Select[Any]:
    found = select(DoorSign.member_id, *_seen_of(DoorSign.member_id))
    found = found.join(Door, Door.member_id == DoorSign.member_id)
    found = found.join(Member, Member.id == DoorSign.member_id)
    return found.where(DoorSign.member_id.in_(bindparam("members", expanding=True)))


def _seen_of(member: SQLColumnExpression[int]) -> list[Any]:
    """Return the columns that `_seen` takes, for a statement that reads Member, Door and DoorSign."""
    about_reader = (snapshot_of(_READER, member), group_directory().of_member(_READER))
    is_away = or_(Member.left_at.is_not(None), Member.suspended)
    on_sign = (getattr(DoorSign, name) for name in _ON_SIGN)
    return [*about_reader, is_listed(), is_away, Member.unlisted, DoorSign.direct_groups, *on_sign]


def _seen(row: Sequence[Any]) -> SeenDoor:
    kept, groups, visible, is_away, unlisted, direct_groups, *sign = row
    door = dict(zip(_ON_SIGN, sign, strict=True), visible=visible)
    door["takes_direct_asks"] = opens_directly(door["takes_direct_asks"], direct_groups, groups)
    if is_away:
        door |= {"takes_asks": False, "connects": False}
    if unlisted:
        door["suggested"] = False
    if kept:
        door |= {name: value for name, value in ProfileSnapshot.unpacked(kept).items() if name in door}
    return SeenDoor(**door)


def which_hold(conditions: Sequence[ColumnElement[bool]]) -> list[bool]:
    """Return for each condition whether it holds; each is evaluated, whatever the others say."""
    if not conditions:
        return []
    asked = select(*(case((condition, 1), else_=0) for condition in conditions))
    return [bool(one) for one in db.session.execute(asked).one()]


def _is_here(reader: Id) -> ColumnElement[bool]:
    return is_here(reader, Member.id, Member.left_at.is_not(None))


def _is(condition: ColumnElement[bool]) -> bool:
    return which_hold([condition])[0]
