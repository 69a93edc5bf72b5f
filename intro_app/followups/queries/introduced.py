"""A member's own list of the people they were introduced to, and the thank-you notes they received.

A card shows only details that the other agreed to share and has not changed since, so that it never gives
away anything new. It shows none once the other left, asked for deletion, or one of the two blocked the other.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Row, Select, String, and_, bindparam, case, cast, or_, select
from sqlalchemy.orm import aliased, selectinload

from intro_app.db import db
from intro_app.followups.models import FollowUp, PleaseDelete, Thanks
from intro_app.identity.models import ContactField, Member
from intro_app.introductions.guests import Guest
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Role, State
from intro_app.people import visibility
from intro_app.reportable import ReportSubject
from intro_app.wording import N_

PAGE = 20

_me: BindParameter[int] = bindparam("me")
_other = case((Introduction.first_id == _me, Introduction.second_id), else_=Introduction.first_id)
_CONNECTED = (
    select(Introduction)
    .where(
        Introduction.state == State.CONNECTED,
        or_(Introduction.first_id == _me, Introduction.second_id == _me),
        ~visibility.hidden(_me, _other),
    )
    .options(*(selectinload(getattr(Introduction, name)) for name in ("first", "second", "connector")))
    .options(selectinload(Introduction.guests), selectinload(Introduction.consents))
    .order_by(Introduction.id.desc())
    .limit(PAGE + 1)
)
_first, _second = aliased(Member), aliased(Member)
_by = case((Thanks.from_role == Role.FIRST, Introduction.first_id), else_=Introduction.second_id)
_to = case(
    (Thanks.to_role == Role.CONNECTOR, Introduction.connector_id),
    (Thanks.to_role == Role.FIRST, Introduction.first_id),
    else_=Introduction.second_id,
)
_NOTES = (
    select(
        Thanks.id,
        Thanks.words,
        Thanks.given_at,
        Thanks.to_role,
        Thanks.taken_down_at.is_not(None).label("is_taken_down"),
        _by.label("author_id"),
        Introduction.public_id,
        Introduction.id.label("introduction_id"),
        Guest.label.label("guest_label"),
        Guest.name.label("guest"),
        case((Thanks.from_role == Role.FIRST, _first.name), else_=_second.name).label("member"),
    )
    .join(Introduction, Introduction.id == Thanks.introduction_id)
    .outerjoin(_first, _first.id == Introduction.first_id)
    .outerjoin(_second, _second.id == Introduction.second_id)
    .outerjoin(Guest, and_(Guest.introduction_id == Introduction.id, Guest.role == Thanks.from_role))
    .where(
        or_(Introduction.first_id == _me, Introduction.second_id == _me, Introduction.connector_id == _me),
        _to == _me,
        ~visibility.hidden(_me, _by),
    )
    .order_by(Thanks.id.desc())
)


class Note(NamedTuple):
    """A thank-you note that a member received."""

    id: int
    words: str
    given_at: datetime
    name: str
    to_role: Role
    public_id: str
    introduction_id: int
    author_id: int | None = None
    is_taken_down: bool = False


class Card(NamedTuple):
    """One person a member was introduced to; `name` is empty once a guest's data was deleted."""

    public_id: str
    role: Role
    name: str
    shared: Mapping[ContactField, str]
    introduced_at: datetime
    connector: str
    note: Note | None
    may_say_how_it_went: bool


class Cards(NamedTuple):
    """One page of cards, and the `before` of the next page, if there is one."""

    cards: list[Card]
    next_before: int | None


def introduced_to(member: Member, at: datetime, before: int | None = None) -> Cards:
    """Return a page of the member's cards, newest first, without people hidden by a block."""
    statement = _CONNECTED.where(Introduction.id < before) if before else _CONNECTED
    found = db.session.scalars(statement, {"me": member.id}).all()
    shown = found[:PAGE]
    ids = [one.id for one in shown]
    notes, silent, asked = _notes_about(member.id, ids), _asked_to_forget(ids), _open(ids, at)
    cards = [_card(one, _role(one, member), notes.get(one.id), silent, one.id in asked) for one in shown]
    return Cards(cards, shown[-1].id if len(found) > PAGE else None)


def card_of(introduction: Introduction, role: Role, at: datetime) -> Card:
    """Return the card that the party in this role sees; without details when a block hides the other."""
    me, other = introduction.person(role), introduction.person(role.other)
    assert isinstance(me, Member), "only members keep cards here"
    ids = [introduction.id]
    card = _card(
        introduction,
        role,
        _notes_about(me.id, ids).get(introduction.id),
        _asked_to_forget(ids),
        bool(_open(ids, at)),
    )
    apart = isinstance(other, Member) and visibility.is_hidden(me.id, other.id)
    return card._replace(shared={}) if apart else card


def notes_to(member_id: int, *, before: int | None = None) -> list[Note]:
    """Return the notes the member received, as party or connector, newest first: a page and one more."""
    statement = _NOTES.where(Thanks.id < before) if before else _NOTES
    return _read(statement.limit(PAGE + 1), member_id)


def note_received(number: str, member_id: int) -> ReportSubject | None:
    """Return a note that this member received, by its number as a path has it, or None."""
    for note in _read(_NOTES.where(cast(Thanks.id, String) == number), member_id):
        guest = _guest_who_wrote(note) if note.author_id is None else None
        return ReportSubject(
            id=note.id,
            author_id=note.author_id,
            author=note.name,
            parts=[(N_("Thank-you note"), note.words)],
            address=guest.email if guest and guest.proven else "",
            locale=guest.locale if guest else "",
        )
    return None


def _guest_who_wrote(note: Note) -> Guest | None:
    """Return the guest who wrote it, while their data is still kept, or None."""
    wrote = select(Guest).join(Thanks, Thanks.introduction_id == Guest.introduction_id)
    return db.session.scalar(wrote.where(Thanks.id == note.id, Guest.role == Thanks.from_role))


def _notes_about(member_id: int, ids: Collection[int]) -> dict[int, Note]:
    notes = _read(_NOTES.where(Thanks.introduction_id.in_(ids)), member_id) if ids else []
    return {note.introduction_id: note for note in notes}


def _read(statement: Select[*tuple[Any, ...]], member_id: int) -> list[Note]:
    return [_note(row) for row in db.session.execute(statement, {"me": member_id})]


def _note(row: Row[Any]) -> Note:
    """Return a note; a guest who wrote it to their connector stays the guest of the connector's own label."""
    label = row.guest_label if row.to_role is Role.CONNECTOR else ""
    name = row.member if row.guest is None else label or row.guest
    return Note(
        id=row.id,
        words=row.words,
        given_at=row.given_at,
        name=name or "",
        to_role=row.to_role,
        public_id=row.public_id,
        introduction_id=row.introduction_id,
        author_id=row.author_id,
        is_taken_down=row.is_taken_down,
    )


def _card(
    introduction: Introduction,
    role: Role,
    note: Note | None,
    silent: Collection[tuple[int, Role]],
    may_say: bool,
) -> Card:
    other, connector = introduction.person(role.other), introduction.connector
    gone = (introduction.id, role.other) in silent or (
        isinstance(other, Member) and other.left_at is not None
    )
    assert introduction.ended_at is not None, "a connected introduction has its moment"
    return Card(
        public_id=introduction.public_id,
        role=role,
        name=other.name if other else "",
        shared={} if gone else introduction.shared_by(role.other),
        introduced_at=introduction.ended_at,
        connector=connector.name if connector else "",
        note=note,
        may_say_how_it_went=may_say,
    )


def _role(introduction: Introduction, member: Member) -> Role:
    return Role.FIRST if introduction.first_id == member.id else Role.SECOND


def _asked_to_forget(ids: Collection[int]) -> set[tuple[int, Role]]:
    asked = select(PleaseDelete.introduction_id, PleaseDelete.from_role).where(
        PleaseDelete.introduction_id.in_(ids)
    )
    return {(row.introduction_id, row.from_role) for row in db.session.execute(asked)} if ids else set()


def _open(ids: Collection[int], at: datetime) -> set[int]:
    running = select(FollowUp.introduction_id).where(FollowUp.concluded_at.is_(None), FollowUp.ends_at > at)
    return set(db.session.scalars(running.where(FollowUp.introduction_id.in_(ids)))) if ids else set()
