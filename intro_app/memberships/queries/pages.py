"""Queries for the pages about membership."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from intro_app.db import db
from intro_app.memberships.models import Choice, Payment, Price


class PriceOption(NamedTuple):
    """One price that may be chosen."""

    choice: Choice
    amount: int
    currency: str
    interval: str


class Bought(NamedTuple):
    """One payment as its payer sees it."""

    id: str
    paid_at: datetime
    amount: int
    refunded: int
    disputed: int
    currency: str
    status: str
    is_gift: bool


_BOUGHT = select(*(getattr(Payment, name) for name in Bought._fields))


def offers() -> list[PriceOption]:
    """Return the prices on offer, in the order of Choice."""
    rows = db.session.execute(select(Price.choice, Price.amount, Price.currency, Price.interval))
    return sorted((PriceOption(*row) for row in rows), key=lambda offer: list(Choice).index(offer.choice))


def payments_of(member_id: int) -> list[Bought]:
    """Return the member's payments, the latest first."""
    own = _BOUGHT.where(Payment.member_id == member_id).order_by(Payment.paid_at.desc(), Payment.id)
    return [Bought(*row) for row in db.session.execute(own)]


def paid_since(member_id: int, since: datetime) -> list[Bought]:
    """Return the payments for the member's own membership that the site still has, the first one first."""
    own = Payment.member_id == member_id, Payment.is_gift.is_(False)
    paid = *own, Payment.status == "succeeded", Payment.paid_at >= since
    kept = _BOUGHT.where(*paid, Payment.refunded + Payment.disputed < Payment.amount).order_by(
        Payment.paid_at
    )
    return [Bought(*row) for row in db.session.execute(kept)]
