"""Queries on what was copied from Stripe, and when."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, func, or_, select

from intro_app.db import db
from intro_app.memberships.models import Membership, Payment, StripeEvent


def membership_of(member_id: int) -> Membership | None:
    """Return the row of one member, locked for the transaction that changes it."""
    return db.session.get(Membership, member_id, with_for_update=True, populate_existing=True)


def member_of(customer_id: str) -> int | None:
    """Return the id of the member who is this customer at Stripe; None if it is not one of ours."""
    return db.session.scalar(select(Membership.member_id).where(Membership.customer_id == customer_id))


def payer_of(charge_id: str) -> int | None:
    """Return the id of the member who made this payment; None if it is not one of ours."""
    return db.session.scalar(select(Payment.member_id).where(Payment.id == charge_id))


def event_is_known(event_id: str) -> bool:
    """Whether a message with this id was processed already."""
    return db.session.scalar(select(StripeEvent.id).where(StripeEvent.id == event_id)) is not None


def last_event() -> datetime | None:
    """Return when the last message from Stripe came; None if none is remembered."""
    return db.session.scalar(select(func.max(StripeEvent.received_at)))


def last_payment() -> datetime | None:
    """Return when somebody last paid."""
    return db.session.scalar(select(func.max(Payment.paid_at)))


def customers() -> Sequence[int]:
    """Return all members who are customers at Stripe, the oldest copy first."""
    known = select(Membership.member_id).where(Membership.customer_id.is_not(None))
    return db.session.scalars(known.order_by(Membership.copied_at.nulls_first(), Membership.member_id)).all()


@cache
def copied_before() -> Select[int]:
    """Return a query for the members whose copy is older than `:copied_before`, the oldest first."""
    old = or_(Membership.copied_at.is_(None), Membership.copied_at < bindparam("copied_before"))
    known = select(Membership.member_id).where(Membership.customer_id.is_not(None), old)
    return known.order_by(Membership.copied_at.nulls_first(), Membership.member_id)
