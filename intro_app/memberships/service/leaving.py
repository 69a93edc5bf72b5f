"""Cancel payments before somebody closes their account, and erase the copies afterwards."""

from datetime import datetime

from sqlalchemy import delete, update

from intro_app.db import atomic, db, end_reading
from intro_app.memberships import gateway, queries
from intro_app.memberships.models import Gift, GiftState, Membership, Payment, Refund, Waiver


def cancel_for_leaving(member_id: int, at: datetime) -> None:
    """Cancel at once whatever costs this person money, and delete them at Stripe; no e-mail. Idempotent.

    Call it before the account is closed, outside a transaction. Raises StripeAway if Stripe cannot be
    reached: then the account must not be closed yet, or it would go on paying.
    """
    end_reading()
    membership = db.session.get(Membership, member_id)
    if membership is None or membership.customer_id is None:
        return
    gateway.forget(membership.customer_id)
    with atomic():
        if kept := queries.membership_of(member_id):
            kept.version += 1
            kept.customer_id, kept.ended_at, kept.copied_at = None, kept.ended_at or at, at
            kept.status = "canceled" if kept.subscription_id else ""


def erase(member_id: int) -> None:
    """Delete the copies of somebody who has left; the audit keeps, by id, that a membership was given.

    Unsettled refunds stay, because the money is still owed. Paid gifts stay without names: what they gave
    stays given, and what they did not accept goes to the pool.
    """
    with atomic():
        _erase_from_gifts(member_id)
        settled = Refund.refunded_at.is_not(None), Refund.ended_at.is_not(None)
        db.session.execute(delete(Refund).where(Refund.member_id == member_id, *settled))
        db.session.execute(delete(Waiver).where(Waiver.member_id == member_id))
        db.session.execute(delete(Payment).where(Payment.member_id == member_id))
        db.session.execute(delete(Membership).where(Membership.member_id == member_id))


def _erase_from_gifts(member_id: int) -> None:
    given, got = Gift.giver_id == member_id, Gift.recipient_id == member_id
    db.session.execute(delete(Gift).where(given, Gift.state == GiftState.BEGUN))
    db.session.execute(
        update(Gift).where(got, Gift.state == GiftState.OFFERED).values(state=GiftState.POOLED)
    )
    db.session.execute(update(Gift).where(got).values(recipient_id=None))
    db.session.execute(update(Gift).where(given).values(giver_id=None, is_named=False))
