"""The revenue from memberships, rounded for publication."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import case, func, select

from intro_app.db import db
from intro_app.memberships.models import Payment
from intro_app.memberships.queries.gifts import given, paid_by_pool

# A step of the figure is this many times the largest payment; less could identify a person.
STEP = 5


class MonthlyIncome(NamedTuple):
    """What memberships added to the income in one currency, month by month, in steps of `step`."""

    currency: str
    step: int
    amounts: Sequence[int]


def income(before: datetime) -> list[tuple[str, int | None]]:
    """Return what memberships brought in before a moment, by currency, rounded down to full steps.

    What was refunded or is disputed does not count. The amount is None below the first step or with fewer
    than five payers. A step is five times the largest payment, so that neither a figure nor the difference
    between two reveals fewer than five payments.
    """
    kept = Payment.amount - Payment.refunded - Payment.disputed
    paid = select(
        Payment.currency, func.sum(kept), func.max(Payment.amount), func.count(Payment.member_id.distinct())
    )
    own = Payment.status == "succeeded", Payment.is_gift.is_(False)
    paid = paid.where(Payment.paid_at < before, *own).group_by(Payment.currency)
    rows = db.session.execute(paid.order_by(Payment.currency))
    return [(currency, _told(total, largest, payers)) for currency, total, largest, payers in rows]


def income_by_month(begins: Sequence[datetime]) -> list[MonthlyIncome]:
    """Return by currency what memberships brought in between each two of these moments.

    These are differences of what `income` says, with the step of the last moment. So what a month has beyond
    a full step counts with the month that completes it, and no month reveals fewer than five payments.
    """
    kept = Payment.amount - Payment.refunded - Payment.disputed
    sums = [func.sum(case((Payment.paid_at < when, kept), else_=0)) for when in begins]
    payers = [func.count(case((Payment.paid_at < when, Payment.member_id)).distinct()) for when in begins]
    own = Payment.status == "succeeded", Payment.is_gift.is_(False), Payment.paid_at < begins[-1]
    found = select(Payment.currency, func.max(Payment.amount), *sums, *payers).where(*own)
    rows = db.session.execute(found.group_by(Payment.currency).order_by(Payment.currency))
    return [_monthly(row[0], row[1], row[2 : 2 + len(sums)], row[2 + len(sums) :]) for row in rows]


def _monthly(currency: str, largest: int, totals: Sequence[int], payers: Sequence[int]) -> MonthlyIncome:
    told = [_told(int(total), largest, many) or 0 for total, many in zip(totals, payers, strict=True)]
    amounts = [after - before for before, after in pairwise(told)]
    return MonthlyIncome(currency, STEP * largest, amounts)


def income_from_gifts(before: datetime) -> list[tuple[str, int | None]]:
    """Return what gifts brought in before a moment, as `income` does."""
    return [(currency, _told(*found)) for currency, *found in given(before)]


def paid_out_of_gifts(before: datetime) -> list[tuple[str, int | None]]:
    """Return what the pool of gifts paid before a moment for those who cannot pay, as `income` does."""
    return [(currency, _told(*found)) for currency, *found in paid_by_pool(before)]


def _told(total: int, largest: int, payers: int) -> int | None:
    step = STEP * largest
    return total - total % step if payers >= STEP and total >= step > 0 else None
