"""Queries on refunds."""

from collections.abc import Collection, Sequence
from functools import cache

from sqlalchemy import Select, bindparam, func, or_, select

from intro_app.db import db
from intro_app.memberships.models import Refund

_UNSETTLED = or_(Refund.refunded_at.is_(None), Refund.ended_at.is_(None))


def unsettled_of(member_id: int) -> Sequence[str]:
    """Return the payments of a member whose refund is not settled, the earliest request first."""
    mine = select(Refund.charge_id).where(Refund.member_id == member_id, _UNSETTLED)
    return db.session.scalars(mine.order_by(Refund.asked_at, Refund.charge_id)).all()


@cache
def unsettled_members() -> Select[int]:
    """Return a query for the members with a refund due for another attempt, the longest waiting first."""
    due = select(Refund.member_id, Refund.next_try_at).where(
        _UNSETTLED, Refund.next_try_at <= bindparam("at")
    )
    few = due.cte("due").prefix_with("MATERIALIZED")  # grouped at once, all refunds ever would be read
    return select(few.c.member_id).group_by(few.c.member_id).order_by(func.min(few.c.next_try_at))


def refunds_asked(charge_ids: Collection[str]) -> Sequence[str]:
    """Return those of these payments whose refund was requested already."""
    return db.session.scalars(select(Refund.charge_id).where(Refund.charge_id.in_(charge_ids))).all()


def refunds_waiting(member_id: int | None = None) -> Sequence[Refund]:
    """Return the unsettled refunds of one member or of everybody, the longest waiting first."""
    waiting = select(Refund).where(_UNSETTLED).order_by(Refund.asked_at, Refund.charge_id)
    return db.session.scalars(
        waiting if member_id is None else waiting.where(Refund.member_id == member_id)
    ).all()


def locked_refund(charge_id: str) -> Refund:
    """Return one refund, locked for the transaction that changes it."""
    return db.session.get_one(Refund, charge_id, with_for_update=True, populate_existing=True)
