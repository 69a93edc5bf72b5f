"""Queries on whom members know and block."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased

from intro_app.db import db, read
from intro_app.identity.models import Member
from intro_app.links import LinkEnded, LinkPurpose
from intro_app.people import visibility
from intro_app.people.models import Acquaintance, AcquaintanceQuestion, Block


class Known(NamedTuple):
    """An acquaintance as one of the two sees it."""

    id: int
    member_id: int
    public_id: str
    name: str
    headline: str
    confirmed_at: datetime
    shown_by_me: bool
    shown_by_them: bool


class Proposed(NamedTuple):
    """An acquaintance that waits for confirmation."""

    id: int
    public_id: str
    name: str
    headline: str
    proposed_at: datetime


class Blocked(NamedTuple):
    """Somebody whom the reader blocked, with the kind of block.

    Pages show the mark and never the id: ids count the blocks of everybody, so that two of one's own would
    tell whether somebody blocked somebody in between.
    """

    id: int
    public_id: str
    name: str
    kind: str
    since: datetime

    @property
    def mark(self) -> str:
        """Name the block among the reader's own."""
        return f"{self.kind}.{self.public_id}"


_other = aliased(Member)
_other_id = case((Acquaintance.a_id == bindparam("me"), Acquaintance.b_id), else_=Acquaintance.a_id)
_mine = or_(Acquaintance.a_id == bindparam("me"), Acquaintance.b_id == bindparam("me"))
_i_am_a = Acquaintance.a_id == bindparam("me")
_stands = visibility.stands_for(bindparam("me", type_=Integer))
_is_here = visibility.is_here(bindparam("me", type_=Integer), _other.id, _other.left_at.is_not(None))

# The pairs of `me`, wherever the statement finds them.
KNOWN: Select[Any] = (
    select(
        Acquaintance.id,
        _other.id,
        _other.public_id,
        _other.name,
        _other.headline,
        Acquaintance.confirmed_at,
        case((_i_am_a, Acquaintance.shown_by_a), else_=Acquaintance.shown_by_b),
        case((_i_am_a, Acquaintance.shown_by_b), else_=Acquaintance.shown_by_a),
    )
    .join(_other, _other.id == _other_id)
    .where(_stands, Acquaintance.confirmed_at.is_not(None), _is_here)
)
_of_proposed: tuple[Any, ...] = (
    Acquaintance.id,
    _other.public_id,
    _other.name,
    _other.headline,
    Acquaintance.proposed_at,
)
_PROPOSED: Select[Any] = (
    select(*_of_proposed)
    .join(_other, _other.id == _other_id)
    .where(_stands, Acquaintance.confirmed_at.is_(None), _is_here)
)
TO_ME = _PROPOSED.where(Acquaintance.proposed_by_id != bindparam("me"), Acquaintance.declined_at.is_(None))
# Without those proposed by address, since the list must not reveal which addresses have an account.
BY_ME = _PROPOSED.where(Acquaintance.proposed_by_id == bindparam("me"), Acquaintance.by_address.is_(False))
# How many people say that they know `me` and wait for an answer; used in the one statement behind every
# page's navigation.
_to_me_as_a, _to_me_as_b = (
    select(func.count()).select_from(TO_ME.where(place == bindparam("me")).subquery()).scalar_subquery()
    for place in (Acquaintance.a_id, Acquaintance.b_id)
)
QUESTIONS_TO_ME = _to_me_as_a + _to_me_as_b
_QUESTIONS = select(QUESTIONS_TO_ME)
_ALL_KNOWN = KNOWN.where(_mine).order_by(_other.name, _other.id)
_ALL_TO_ME = TO_ME.where(_mine).order_by(Acquaintance.id.desc())
_ALL_BY_ME = BY_ME.where(_mine).order_by(Acquaintance.id.desc())
_of_blocked: tuple[Any, ...] = (Block.id, Member.public_id, Member.name, Block.kind, Block.since)
BLOCKED: Select[Any] = (
    select(*_of_blocked)
    .join(Member, Member.id == Block.blocked_id)
    .where(Block.blocker_id == bindparam("me"))
    .order_by(Block.id.desc())
)


def acquaintances_of(member_id: int) -> list[Known]:
    """Return the member's confirmed acquaintances, by name."""
    return [Known(*row) for row in read(_ALL_KNOWN, {"me": member_id})]


def proposed_to(member_id: int) -> list[Proposed]:
    """Return who says that they know the member, and waits for an answer."""
    return [Proposed(*row) for row in read(_ALL_TO_ME, {"me": member_id})]


def proposed_by(member_id: int) -> list[Proposed]:
    """Return whom the member says they know and who has not confirmed yet."""
    return [Proposed(*row) for row in read(_ALL_BY_ME, {"me": member_id})]


def questions_to(member_id: int) -> int:
    """Return how many people say that they know the member, and wait for an answer."""
    return int(read(_QUESTIONS, {"me": member_id}).scalar_one())


def acquaintance_between(one_id: int, other_id: int) -> Acquaintance | None:
    """Return the acquaintance of these two in any state, locked for a change, or None."""
    a_id, b_id = sorted((one_id, other_id))
    pair = select(Acquaintance).where(Acquaintance.a_id == a_id, Acquaintance.b_id == b_id)
    return db.session.scalar(pair.with_for_update())


def asked_about(acquaintance_id: int) -> tuple[Member, Member]:
    """Return the proposer and the one asked. Raises LinkEnded if it was taken back or one of them left."""
    known = db.session.get(Acquaintance, acquaintance_id)
    if known is None or known.ended_by_id == known.asked_id:
        raise LinkEnded(LinkPurpose.ACQUAINTANCE)
    proposer, asked = db.session.get(Member, known.proposed_by_id), db.session.get(Member, known.asked_id)
    if proposer is None or asked is None or proposer.left_at or asked.left_at:
        raise LinkEnded(LinkPurpose.ACQUAINTANCE)
    return proposer, asked


def blocked_by(member_id: int) -> list[Blocked]:
    """Return whom the member blocked, newest first; show it to nobody else."""
    return [Blocked(*row) for row in read(BLOCKED, {"me": member_id})]


def block_marked(member_id: int, mark: str) -> int | None:
    """Return the id of the member's block with this mark, or None."""
    kind, _dot, public_id = mark.partition(".")
    marked = Block.blocker_id == member_id, Block.kind == kind, Member.public_id == public_id
    blocks = select(Block.id).join(Member, Member.id == Block.blocked_id)
    return db.session.scalar(blocks.where(*marked))


def question_about(a_id: int, b_id: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the conditions for the question about a pair; pass the smaller id first."""
    return AcquaintanceQuestion.a_id == a_id, AcquaintanceQuestion.b_id == b_id


def asked_lately(a_id: int, b_id: int, since: datetime) -> AcquaintanceQuestion | None:
    """Return the question about a pair if it was asked after `since`; pass the smaller id first."""
    lately = select(AcquaintanceQuestion).where(
        *question_about(a_id, b_id), AcquaintanceQuestion.asked_at > since
    )
    return db.session.scalar(lately)
