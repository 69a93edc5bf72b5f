"""Queries about introductions and asks: to lock, find, compare and count them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import joinedload

from intro_app.db import db, id_of, read
from intro_app.identity.models import Member
from intro_app.introductions.guests import Carrier, Guest
from intro_app.introductions.models import Ask, Introduction
from intro_app.introductions.states import Answer, Reason, State, Way
from intro_app.people.introduced import register_introduced
from intro_app.people.queries import names_when_waiting_began
from intro_app.people.visibility import Id

OPEN = Introduction.author_told_at.is_(None)
ASKED_BY = Introduction.way != Way.OFFERED
_WENT_OUT = Introduction.asks.any(Ask.put_at.is_not(None))
# An introduction that a moderator returned before anybody else read it counts as never asked.
RETURNED = and_(Introduction.reason.is_not_distinct_from(Reason.REMOVED), ~_WENT_OUT)

_EVERYBODY = (Introduction.first, Introduction.second, Introduction.connector)
_PARTS = (Introduction.asks, Introduction.consents, Introduction.guests)


def locked(introduction_id: int) -> Introduction:
    """Lock the introduction for the present transaction, and return it as it is now."""
    return db.session.scalars(_locked(), {"introduction": introduction_id}).one()


@cache
def _locked() -> Select[Introduction]:
    found = select(Introduction).where(Introduction.id == bindparam("introduction"))
    return found.with_for_update().execution_options(populate_existing=True)


def locked_whole(introduction_id: int) -> Introduction:
    """Lock the introduction and load all that belongs to it.

    Parts that are loaded later, between two changes, would make the order of the statements depend on whether
    the introduction has closed already.
    """
    locked(introduction_id)
    return db.session.scalars(_whole(), {"introduction": introduction_id}).unique().one()


@cache
def _whole() -> Select[Introduction]:
    found = select(Introduction).where(Introduction.id == bindparam("introduction"))
    return found.options(*map(joinedload, _PARTS)).execution_options(populate_existing=True)


def locked_by_ask(ask: Ask) -> Introduction:
    """Lock the introduction that this asks about; both, and all that belongs to them, are as they are now."""
    given = {"ask_id": id_of(ask)}
    db.session.execute(_lock_by_ask(), given)
    found = db.session.scalars(_ask_now(), given).unique().one()
    return found.introduction


@cache
def _lock_by_ask() -> Select[int]:
    found = select(Introduction.id).join(Ask, Ask.introduction_id == Introduction.id)
    return found.where(Ask.id == bindparam("ask_id")).with_for_update(of=Introduction)


@cache
def _ask_now() -> Select[Ask]:
    # A statement of its own: one that waits for a lock reads what it joins as it was before the wait.
    return _ask_with_everything().execution_options(populate_existing=True)


def unfinished_of(member_id: int) -> Sequence[int]:
    """Return the introductions with this member of which somebody may still wait to hear the end."""
    waits = select(Introduction.id).where(_has_part(member_id), Introduction.wound_up_at.is_(None))
    return db.session.scalars(waits.order_by(Introduction.id)).all()


def known_to(member: Member) -> list[Introduction]:
    """Return every introduction in which this member has a part that they know of, oldest first."""
    mine = db.session.scalars(select(Introduction).where(_has_part(member.id)).order_by(Introduction.id))
    return [one for one in mine if _is_known(one, member)]


def over_for(member_id: int) -> Sequence[int]:
    """Return the introductions with this member of which everybody has heard the end."""
    over = select(Introduction.id).where(_has_part(member_id), Introduction.wound_up_at.is_not(None))
    return db.session.scalars(over.order_by(Introduction.id)).all()


def last_day_of(member_id: int) -> datetime | None:
    """Return the last closing day of these unfinished introductions, or None if there are none."""
    waits = _has_part(member_id), Introduction.wound_up_at.is_(None)
    return db.session.scalar(select(func.max(Introduction.closes_at)).where(*waits))


def seen_by(member: Member, public_id: str) -> Introduction | None:
    """Return the introduction with this public id, if this member has a part in it that they know of."""
    found = db.session.scalar(_by_public_id(), {"public_id": public_id})
    return found if found is not None and _is_known(found, member) else None


@cache
def _by_public_id() -> Select[Introduction]:
    return select(Introduction).where(Introduction.public_id == bindparam("public_id"))


def carried_ask(introduction: Introduction, at: datetime) -> Ask | None:
    """Return the ask that the connector carries to a guest, as long as it looks open to the connector."""
    # This includes withheld asks, so that it takes the same time.
    carried = [ask for ask in introduction.asks if ask.is_carried]
    return next((ask for ask in carried if ask.is_put and ask.stands_open(at)), None)


def sent_with(form_id: str, author: Member) -> Introduction | None:
    """Return what this very form already sent, so that a double click sends one."""
    mine = or_(Introduction.first_id == author.id, Introduction.connector_id == author.id)
    return db.session.scalar(select(Introduction).where(Introduction.form_id == form_id, mine))


def ask_by_id(ask_id: int) -> Ask | None:
    """Return the ask that a signed link refers to, with its introduction and all that belongs to it."""
    return db.session.scalars(_ask_with_everything(), {"ask_id": ask_id}).unique().one_or_none()


@cache
def _ask_with_everything() -> Select[Ask]:
    introduction = joinedload(Ask.introduction, innerjoin=True)
    found = select(Ask).where(Ask.id == bindparam("ask_id"))
    return found.options(*(introduction.joinedload(one) for one in (*_EVERYBODY, *_PARTS)))


def read_again(ask: Ask) -> None:
    """Read an ask as it is now."""
    db.session.refresh(ask)


def last_asked(requester_id: int, connector_ids: Collection[int]) -> dict[int, datetime]:
    """Return when this requester last asked each of these connectors.

    An ask that was sent back to be written anew does not count.
    """
    rows = read(_last_asked(), {"requester": requester_id, "connectors": list(connector_ids)})
    return {connector_id: sent_at for connector_id, sent_at in rows if connector_id is not None}


@cache
def _last_asked() -> Select[int | None, datetime]:
    requester: BindParameter[int] = bindparam("requester", type_=Integer)
    asked = select(Introduction.connector_id, func.max(Introduction.sent_at)).where(
        asked_through(requester), Introduction.connector_id.in_(bindparam("connectors", expanding=True))
    )
    return asked.group_by(Introduction.connector_id)


def asked_through(requester_id: Id) -> ColumnElement[bool]:
    """Return the condition that the requester asked, and neither connector nor moderator sent it back."""
    sent_back = or_(RETURNED, Introduction.asks.any(Ask.answer == Answer.ANEW))
    return and_(Introduction.first_id == requester_id, ASKED_BY, ~sent_back)


def connected_pair(one_id: int, other_id: int) -> bool:
    """Whether these two have been introduced here."""
    return _count(between(one_id, other_id), Introduction.state == State.CONNECTED) > 0


def introduction_between(one_id: int, other_id: int) -> Introduction | None:
    """Return the introduction by which these two were introduced here, or None."""
    return db.session.scalar(_introduction_between(), {"one": one_id, "other": other_id})


@cache
def _introduction_between() -> Select[Introduction]:
    one, other = bindparam("one", type_=Integer), bindparam("other", type_=Integer)
    met = select(Introduction).where(between(one, other), Introduction.state == State.CONNECTED)
    return met.order_by(Introduction.id.desc()).limit(1)


def open_pair(one_id: int, other_id: int) -> bool:
    """Whether there is an open introduction of any kind between the two."""
    return _count(between(one_id, other_id), OPEN) > 0


def went_out(author_id: int, most: int) -> int:
    """Count the introductions of this author that have reached somebody, up to `most`."""
    sent = or_(
        and_(ASKED_BY, Introduction.first_id == author_id),
        and_(~ASKED_BY, Introduction.connector_id == author_id),
    )
    some = select(Introduction.id).where(sent, _WENT_OUT).limit(most).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def held(limit: int = 100) -> list[int]:
    """Return the ids of introductions that wait to be read by a moderator, the longest waiting first."""
    waiting = select(Introduction.id).where(Introduction.state == State.HELD)
    return list(db.session.scalars(waiting.order_by(Introduction.sent_at, Introduction.id).limit(limit)))


def offers_since(connector_id: int, since: datetime, to: int | None = None) -> int:
    """Count the introductions this connector offered after a moment, in all or to one person."""
    conditions = [
        Introduction.connector_id == connector_id,
        Introduction.way == Way.OFFERED,
        Introduction.sent_at > since,
    ]
    if to is not None:
        conditions.append(or_(Introduction.first_id == to, Introduction.second_id == to))
    return _count(*conditions)


def guest_mails_since(connector_id: int, since: datetime) -> int:
    """Count how often the site wrote to a guest for this connector after a moment."""
    return _count(
        Introduction.connector_id == connector_id,
        Introduction.sent_at > since,
        Introduction.guests.any(Guest.carrier == Carrier.SITE),
    )


def between(one_id: Id, other_id: Id) -> ColumnElement[bool]:
    """Return the condition that an introduction is between these two, whoever asked."""
    return or_(
        and_(Introduction.first_id == one_id, Introduction.second_id == other_id),
        and_(Introduction.first_id == other_id, Introduction.second_id == one_id),
    )


def _is_known(introduction: Introduction, member: Member) -> bool:
    """Whether this member has a part in it that they know of: they sent it, or were asked."""
    role = introduction.role_of(member)
    if role is None:
        return False
    ask = introduction.ask_of(role)
    return role is introduction.author_role or (ask is not None and ask.is_put)


def _has_part(member_id: int) -> ColumnElement[bool]:
    people = Introduction.first_id, Introduction.second_id, Introduction.connector_id
    return or_(*(person == member_id for person in people))


def _count(*conditions: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(Introduction).where(*conditions)) or 0


def name_when_asked(introduction: Introduction) -> str:
    """Return what the recipient was called when their requester asked for them, whatever became of either."""
    assert introduction.first_id is not None, "nobody is told who is not there any more"
    about = f"introduction:{introduction.id}"
    names = names_when_waiting_began(introduction.first_id, about)
    recipients = [name for one, name in names.items() if one != introduction.connector_id]
    return recipients[0] if recipients else introduction.second.name if introduction.second else ""


def introduced(one: Id, other: Id) -> ColumnElement[bool]:
    """Return the condition that two members were introduced: both said yes, and details went out."""
    both = (
        and_(Introduction.first_id == one, Introduction.second_id == other),
        and_(Introduction.first_id == other, Introduction.second_id == one),
    )
    return exists().where(Introduction.state == State.CONNECTED, or_(*both))


register_introduced(introduced)
