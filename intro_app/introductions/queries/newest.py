"""Finds the ids of a member's newest introductions, so that a list reads dozens of them and not thousands.

Each of the three places that somebody can have in one has an index that ends with the id: the newest of each
are read from its end.
"""

from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    bindparam,
    false,
    or_,
    select,
    union,
)

from intro_app.introductions.models import Ask, Consent, Introduction
from intro_app.introductions.states import Role, State, Way

_me: BindParameter[int] = bindparam("me")
_PLACES = {
    Role.FIRST: Introduction.first_id,
    Role.SECOND: Introduction.second_id,
    Role.CONNECTOR: Introduction.connector_id,
}
_BEFORE = Introduction.id < bindparam("before")


def newest(most: int) -> CompoundSelect[Any]:
    """Select what waits for `:me` at `:at` and the newest from each place, so many of each."""
    return union(*(_ends(_from_place(role), most) for role in Role), _waiting(most))


def older(most: int) -> CompoundSelect[Any]:
    """Select the newest from each place `:before` an id, without what waits for `:me` at `:at`."""
    waits = Ask.answer.is_(None) & (Ask.decide_by > bindparam("at")) & (Introduction.state == State.ASKING)
    return union(*(_ends(_from_place(role).where(_BEFORE, or_(_sent(role), ~waits)), most) for role in Role))


def consented(most: int) -> CompoundSelect[Any]:
    """Select the newest from each place to which `:me` said yes there, `:before` an id."""
    return union(*(_ends(_with_consent(role).where(_BEFORE), most) for role in Role))


def _from_place(role: Role) -> Select[Any]:
    asked = and_(Ask.introduction_id == Introduction.id, Ask.role == role)
    is_put = and_(Ask.put_at.is_not(None), Ask.withheld.is_(False))
    mine = select(Introduction.id).outerjoin(Ask, asked)
    return mine.where(_PLACES[role] == _me, or_(_sent(role), is_put))


def _with_consent(role: Role) -> Select[Any]:
    return _from_place(role).join(
        Consent, and_(Consent.introduction_id == Introduction.id, Consent.role == role)
    )


def _waiting(most: int) -> Select[Any]:
    """Select what waits, which may be older than all those, by the index of questions without an answer.

    What is to be decided by a day was put. To ask for that too leads SQLite to the index of all put ever.
    """
    mine = select(Introduction.id).join(Ask).where(Ask.member_id == _me, Ask.answer.is_(None))
    is_open = Ask.withheld.is_(False), Ask.decide_by > bindparam("at"), Introduction.state == State.ASKING
    return _ends(mine.where(*is_open), most)


def _ends(mine: Select[Any], most: int) -> Select[Any]:
    return select(mine.order_by(Introduction.id.desc()).limit(most).subquery().c.id)


def _sent(role: Role) -> ColumnElement[bool]:
    is_offer = Introduction.way == Way.OFFERED
    return {Role.FIRST: ~is_offer, Role.CONNECTOR: is_offer}.get(role, false())
