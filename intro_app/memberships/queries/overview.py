"""Queries for staff who look after the money: sums and yes or no, never who."""

from datetime import date, datetime

from sqlalchemy import case, func, or_, select

from intro_app.db import db
from intro_app.memberships import policy
from intro_app.memberships.models import Choice, Membership, Price, StripeEvent, SupporterFigure
from intro_app.memberships.policy import MembershipStatus
from intro_app.memberships.queries.refunds import refunds_waiting
from intro_app.memberships.queries.standing import people_with_facts

_OPENS, _ENDS = "charge.dispute.created", "charge.dispute.closed"


def count_supporters(at: datetime) -> tuple[int, int]:
    """Return how many people pay for a membership now, and how many were given one."""
    standings = [policy.standing(facts, at) for facts in people_with_facts()]
    paying = sum(standing in policy.PAYS for standing in standings)
    return paying, standings.count(MembershipStatus.GIVEN)


def newest_supporter_figure() -> SupporterFigure | None:
    """Return what was counted last, or None."""
    return db.session.scalar(select(SupporterFigure).order_by(SupporterFigure.month.desc()).limit(1))


def counted_until() -> date | None:
    """Return the month for which supporters were counted last, or None."""
    return db.session.scalar(select(func.max(SupporterFigure.month)))


def prices_copied() -> tuple[set[Choice], datetime | None]:
    """Return the choices that have a price, and when Stripe was last asked for them."""
    rows = db.session.execute(select(Price.choice, Price.copied_at)).all()
    return {row.choice for row in rows}, max((row.copied_at for row in rows), default=None)


def has_heard() -> bool:
    """Return whether a message from Stripe was processed in the last weeks."""
    return db.session.scalar(select(StripeEvent.id).limit(1)) is not None


def is_anybody_charged() -> bool:
    """Return whether Stripe charges anybody, so that messages from it are to be expected."""
    charged = Membership.customer_id.is_not(None), Membership.status.in_(policy.LIVING)
    return db.session.scalar(select(Membership.member_id).where(*charged).limit(1)) is not None


def is_dispute_open() -> bool:
    """Return whether, by its messages of the last weeks, Stripe has told of more disputes than of ends."""
    balance = case((StripeEvent.kind == _OPENS, 1), else_=-1)
    counted = select(func.sum(balance)).where(or_(StripeEvent.kind == _OPENS, StripeEvent.kind == _ENDS))
    return (db.session.scalar(counted) or 0) > 0


def is_refund_late(before: datetime) -> bool:
    """Return whether a refund that was asked for before this moment is still owed."""
    return any(refund.asked_at < before for refund in refunds_waiting())
