"""Reads in one statement all that a decision needs of a requester and the people they name."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Exists, ScalarSelect, and_, exists, func, literal, or_, select

from intro_app.db import db
from intro_app.introductions.models import Ask, Introduction
from intro_app.introductions.queries.asked import ASKED_BY, OPEN, RETURNED, asked_through, between
from intro_app.introductions.states import Answer, State, Way
from intro_app.people.visibility import acquainted, hidden

_NOTHING: ColumnElement[bool] = literal(False)


class Dealings(NamedTuple):
    """What there is between a requester, a recipient and a connector, as far as the requester may know it.

    `open_now` counts the requester's asks whose end they have not read. `asked_lately` and
    `first_asked_lately` say how often they asked since a moment, and when first. `acquainted` is false
    without a connector. `connector_asked_at` is when they last asked this connector.
    """

    open_now: int
    asked_lately: int
    first_asked_lately: datetime | None
    connected: bool
    already_open: bool
    acquainted: bool
    hidden: bool
    connector_asked_at: datetime | None


def dealings(
    requester_id: int, recipient_id: int | None, connector_id: int | None, *, lately: datetime
) -> Dealings:
    """Read all of it in one statement; a person who is not named (None) adds nothing."""
    named = [person for person in (recipient_id, connector_id) if person is not None]
    asked = and_(Introduction.first_id == requester_id, ASKED_BY)
    since = and_(asked, Introduction.sent_at > lately, ~RETURNED)
    row = db.session.execute(
        select(
            _number_of(and_(asked, OPEN)).label("open_now"),
            _number_of(since).label("asked_lately"),
            select(func.min(Introduction.sent_at)).where(since).label("first_asked_lately"),
            _connected(requester_id, recipient_id).label("connected"),
            _open_as_known(requester_id, recipient_id).label("already_open"),
            _acquainted(requester_id, connector_id).label("acquainted"),
            or_(_NOTHING, *(hidden(requester_id, person) for person in named)).label("hidden"),
            _last_asked(requester_id, connector_id).label("connector_asked_at"),
        )
    ).one()
    return Dealings(*row)


def _open_as_known(one_id: int, other_id: int | None) -> ColumnElement[bool]:
    """Return the condition that the two have an open introduction, as far as the first knows with whom.

    Somebody who asked blindly, or was offered somebody, does not know with whom; a refusal must not tell.
    """
    if other_id is None:
        return _NOTHING
    asked = and_(Introduction.first_id == one_id, Introduction.way.in_([Way.DIRECT, Way.NAMED]))
    mine = select(Ask.introduction_id).where(Ask.member_id == one_id)
    put = mine.where(Ask.put_at.is_not(None), Ask.withheld.is_(False))
    was_asked = and_(
        Introduction.second_id == one_id, Introduction.way != Way.OFFERED, Introduction.id.in_(put)
    )
    # Whoever said yes hears with the batch of the closing date, and not before, that the other undid it.
    said_yes = mine.where(Ask.answer == Answer.YES)
    unheard = and_(was_asked, Introduction.wound_up_at.is_(None), Introduction.id.in_(said_yes))
    known = or_(and_(OPEN, or_(asked, was_asked)), unheard)
    return exists().where(between(one_id, other_id), known)


def _number_of(condition: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).select_from(Introduction).where(condition).scalar_subquery()


def _connected(requester_id: int, recipient_id: int | None) -> ColumnElement[bool] | Exists:
    if recipient_id is None:
        return _NOTHING
    return exists().where(between(requester_id, recipient_id), Introduction.state == State.CONNECTED)


def _acquainted(requester_id: int, connector_id: int | None) -> ColumnElement[bool] | Exists:
    return _NOTHING if connector_id is None else acquainted(requester_id, connector_id)


def _last_asked(requester_id: int, connector_id: int | None) -> ColumnElement[Any]:
    if connector_id is None:
        return literal(None)
    asked = and_(asked_through(requester_id), Introduction.connector_id == connector_id)
    return select(func.max(Introduction.sent_at)).where(asked).scalar_subquery()
