"""Queries on gifts and on the pool that pays for those who cannot."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, func, select

from intro_app.db import db
from intro_app.memberships.models import Choice, Gift, GiftState, PoolUse, Price, Waiver

_KEPT = Gift.amount - Gift.refunded - Gift.disputed
_PAID = (GiftState.OFFERED, GiftState.ACCEPTED, GiftState.POOLED)


def locked_gift(reference: str) -> Gift | None:
    """Return one gift, locked for the transaction that changes it."""
    found = select(Gift).where(Gift.reference == reference).with_for_update()
    return db.session.scalar(found.execution_options(populate_existing=True))


def gifts_of(giver_id: int) -> Sequence[Gift]:
    """Return what somebody gave and paid for, the latest first."""
    paid = select(Gift).where(Gift.giver_id == giver_id, Gift.state != GiftState.BEGUN)
    return db.session.scalars(paid.order_by(Gift.paid_at.desc(), Gift.id)).all()


def gifts_offered_to(member_id: int, at: datetime) -> Sequence[Gift]:
    """Return the gifts that somebody may accept now, the one that waits longest first."""
    offered = select(Gift).where(Gift.recipient_id == member_id, Gift.state == GiftState.OFFERED)
    return db.session.scalars(offered.where(Gift.answer_by > at).order_by(Gift.answer_by)).all()


def waiver_from(gift_id: int) -> Waiver | None:
    """Return the membership that came from a gift, if it was accepted and its owner is still here."""
    return db.session.scalar(select(Waiver).where(Waiver.gift_id == gift_id))


@cache
def unanswered() -> Select[int]:
    """Return a query for the gifts that nobody accepted in time, the longest waiting first."""
    late = Gift.state == GiftState.OFFERED, Gift.answer_by <= bindparam("at")
    return select(Gift.id).where(*late).order_by(Gift.answer_by, Gift.id)


def in_pool(currency: str) -> int:
    """Return what the pool of gifts holds in one currency and has not paid out."""
    came = select(func.coalesce(func.sum(_KEPT), 0)).where(
        Gift.state == GiftState.POOLED, Gift.currency == currency
    )
    went = select(func.coalesce(func.sum(PoolUse.amount), 0)).where(PoolUse.currency == currency)
    return int(db.session.scalar(came) or 0) - int(db.session.scalar(went) or 0)


def yearly_price() -> Price | None:
    """Return what a year costs, if it is on offer."""
    return db.session.get(Price, Choice.YEARLY)


def given(before: datetime) -> Sequence[tuple[str, int, int, int]]:
    """Return by currency what gifts brought in: the sum, the largest gift, and by how many people.

    Somebody who left counts once for each gift.
    """
    giver = func.coalesce(Gift.giver_id, -Gift.id)
    paid = select(Gift.currency, func.sum(_KEPT), func.max(Gift.amount), func.count(giver.distinct()))
    paid = paid.where(Gift.paid_at < before, Gift.state.in_(_PAID)).group_by(Gift.currency)
    return [(row[0], int(row[1]), row[2], row[3]) for row in db.session.execute(paid.order_by(Gift.currency))]


def paid_by_pool(before: datetime) -> Sequence[tuple[str, int, int, int]]:
    """Return by currency what the pool paid for: the sum, the largest membership, and how many."""
    used = select(PoolUse.currency, func.sum(PoolUse.amount), func.max(PoolUse.amount), func.count())
    used = used.where(PoolUse.used_at < before).group_by(PoolUse.currency).order_by(PoolUse.currency)
    return [(row[0], int(row[1]), row[2], row[3]) for row in db.session.execute(used)]
