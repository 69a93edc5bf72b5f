"""Reads in a few fixed statements what a decision needs of a requester and the people they name."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    ScalarSelect,
    String,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    true,
)

from intro_app.db import UTCDateTime, db, read
from intro_app.identity.models import EarlierAccount
from intro_app.introductions.models import Ask, Introduction
from intro_app.introductions.queries.asked import ASKED_BY, OPEN, RETURNED, asked_through, between
from intro_app.introductions.states import Answer, Role, State, Way
from intro_app.people.visibility import acquainted, hidden

_REQUESTER: BindParameter[int] = bindparam("requester", type_=Integer)
_RECIPIENT: BindParameter[int] = bindparam("recipient", type_=Integer)
_CONNECTOR: BindParameter[int] = bindparam("connector", type_=Integer)
_LATELY: BindParameter[datetime] = bindparam("lately", type_=UTCDateTime)
_FORM_ID: BindParameter[str] = bindparam("form_id", type_=String)

# How many of the requester's latest texts a new one is compared with.
_LATEST = 50


class Dealings(NamedTuple):
    """What there is between a requester, a recipient and a connector, as far as the requester may know it.

    `open_now` counts the requester's asks whose end they have not read. `asked_lately` and
    `first_asked_lately` say how often they asked since a moment, and when first. `acquainted` is false
    without a connector. `connector_asked_at` is when they last asked this connector. `sent_id` is what the
    same form sent already. `told_at`, `last_put_at` and `ask_after` are of the last introduction that the
    requester asked for by name with this recipient, if they were told its end.
    """

    open_now: int
    asked_lately: int
    first_asked_lately: datetime | None
    connected: bool
    already_open: bool
    acquainted: bool
    hidden: bool
    connector_asked_at: datetime | None
    sent_id: int | None
    told_at: datetime | None
    last_put_at: datetime | None
    ask_after: Any


def dealings(
    requester_id: int,
    recipient_id: int | None,
    connector_id: int | None,
    *,
    lately: datetime,
    form_id: str | None = None,
) -> Dealings:
    """Read all of it in one statement; a person who is not named (None) adds nothing."""
    given = {
        "requester": requester_id,
        "recipient": recipient_id,
        "connector": connector_id,
        "lately": lately,
        "form_id": form_id,
    }
    return Dealings(*read(_DEALINGS, given).one())


def earlier_asks(
    requester_id: int, recipient_id: int | None, connector_id: int | None
) -> list[dict[str, Any]]:
    """Return the requester's latest texts, which an ask to this recipient and connector may not copy.

    It leaves out those that they took back or that a moderator returned. It also leaves out the last one to
    the same people if it was invited back: "write it anew", or "ask me after" a day. That holds once: a later
    ask to them uses it up.
    """
    rows = read(_EARLIER, {"requester": requester_id}).all()
    last = next((row for row in rows if (row[1], row[2]) == (recipient_id, connector_id)), None)
    return [row[0] for row in rows if not (row is last and row[3])]


def shown_since(member_id: int, since: datetime) -> list[tuple[Role, datetime]]:
    """Return when asks were put to this member after a moment, and in which role, oldest first."""
    shown = select(Ask.role, Ask.put_at).where(
        Ask.member_id == member_id, Ask.put_at > since, Ask.withheld.is_(False)
    )
    return [(role, moment) for role, moment in db.session.execute(shown.order_by(Ask.put_at)) if moment]


def _open_as_known() -> ColumnElement[bool]:
    """Return the condition that the two have an open introduction, as far as the requester knows with whom.

    Somebody who asked blindly, or was offered somebody, does not know with whom; a refusal must not tell.
    """
    asked = and_(Introduction.first_id == _REQUESTER, Introduction.way.in_([Way.DIRECT, Way.NAMED]))
    mine = select(Ask.introduction_id).where(Ask.member_id == _REQUESTER)
    put = mine.where(Ask.put_at.is_not(None), Ask.withheld.is_(False))
    was_asked = and_(
        Introduction.second_id == _REQUESTER, Introduction.way != Way.OFFERED, Introduction.id.in_(put)
    )
    # Whoever said yes hears with the batch of the closing date, and not before, that the other undid it.
    said_yes = mine.where(Ask.answer == Answer.YES)
    unheard = and_(was_asked, Introduction.wound_up_at.is_(None), Introduction.id.in_(said_yes))
    known = or_(and_(OPEN, or_(asked, was_asked)), unheard)
    return exists().where(between(_REQUESTER, _RECIPIENT), known)


def _number_of(condition: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).select_from(Introduction).where(condition).scalar_subquery()


_ASKED = and_(Introduction.first_id == _REQUESTER, ASKED_BY)
_ASKED_LATELY = and_(_ASKED, Introduction.sent_at > _LATELY, ~RETURNED)
_SENT = select(Introduction.id).where(
    Introduction.form_id == _FORM_ID,
    or_(Introduction.first_id == _REQUESTER, Introduction.connector_id == _REQUESTER),
)
# Whoever left and joined again has asked whom they asked before.
_EARLIER_SELVES = select(EarlierAccount.former_id).where(EarlierAccount.member_id == _REQUESTER)
# One that closed without telling the requester is not found: they may not notice that it has.
_LAST_CLOSED = (
    select(Introduction.author_told_at, Ask.put_at, Ask.ask_after)
    .join(Ask, and_(Ask.introduction_id == Introduction.id, Ask.role == Role.SECOND))
    .where(
        or_(Introduction.first_id == _REQUESTER, Introduction.first_id.in_(_EARLIER_SELVES)),
        Introduction.second_id == _RECIPIENT,
        Introduction.way.in_([Way.DIRECT, Way.NAMED]),
        Introduction.state == State.CLOSED,
        Introduction.author_told_at.is_not(None),
    )
    .order_by(Introduction.sent_at.desc())
    .limit(1)
    .subquery("last_closed")
)
_DEALINGS = select(
    _number_of(and_(_ASKED, OPEN)).label("open_now"),
    _number_of(_ASKED_LATELY).label("asked_lately"),
    select(func.min(Introduction.sent_at)).where(_ASKED_LATELY).scalar_subquery().label("first_asked_lately"),
    exists().where(between(_REQUESTER, _RECIPIENT), Introduction.state == State.CONNECTED).label("connected"),
    _open_as_known().label("already_open"),
    acquainted(_REQUESTER, _CONNECTOR).label("acquainted"),
    or_(hidden(_REQUESTER, _RECIPIENT), hidden(_REQUESTER, _CONNECTOR)).label("hidden"),
    select(func.max(Introduction.sent_at))
    .where(asked_through(_REQUESTER), Introduction.connector_id == _CONNECTOR)
    .scalar_subquery()
    .label("connector_asked_at"),
    _SENT.scalar_subquery().label("sent_id"),
    _LAST_CLOSED.c.author_told_at,
    _LAST_CLOSED.c.put_at,
    _LAST_CLOSED.c.ask_after,
).select_from(select(literal(1).label("once")).subquery("once").outerjoin(_LAST_CLOSED, true()))

# The person asked said that they want to hear of it again.
_INVITED_BACK = or_(Ask.answer == Answer.ANEW, and_(Ask.answer == Answer.NOT_NOW, Ask.ask_after.is_not(None)))
_NAMED = case((Introduction.way == Way.BLIND, None), else_=Introduction.second_id)
_EARLIER = (
    select(Introduction.text, _NAMED, Introduction.connector_id, Introduction.asks.any(_INVITED_BACK))
    .where(_ASKED, Introduction.withdrawn_at.is_(None), ~RETURNED)
    .order_by(Introduction.sent_at.desc())
    .limit(_LATEST)
)
