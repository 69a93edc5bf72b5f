"""What memberships brought in, for everybody to read."""

from datetime import datetime

from sqlalchemy import func, select

from intro_app.db import db
from intro_app.memberships.models import Payment

# As many of the largest payments as one step of the figure: fewer could point at a person.
STEP = 5


def income(before: datetime) -> list[tuple[str, int | None]]:
    """What was paid and not given back before a moment, by currency, in full steps; none below the first.

    A step is five times the largest payment, so that no difference between two figures tells of fewer than
    five payments, and neither does the figure itself.
    """
    kept = Payment.amount - Payment.refunded
    paid = select(
        Payment.currency, func.sum(kept), func.max(Payment.amount), func.count(Payment.member_id.distinct())
    )
    paid = paid.where(Payment.paid_at < before, Payment.status == "succeeded").group_by(Payment.currency)
    rows = db.session.execute(paid.order_by(Payment.currency))
    return [(currency, _told(total, largest, payers)) for currency, total, largest, payers in rows]


def _told(total: int, largest: int, payers: int) -> int | None:
    step = STEP * largest
    return total - total % step if payers >= STEP and total >= step > 0 else None
