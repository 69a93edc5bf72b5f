"""Somebody closes their account: first of all nothing may cost them anything any more."""

from datetime import datetime

from sqlalchemy import delete

from intro_app.db import atomic, db, end_reading
from intro_app.memberships import gateway, queries
from intro_app.memberships.models import Membership, Payment, Refund, Waiver


def cancel_for_leaving(member_id: int, at: datetime) -> None:
    """End at Stripe whatever costs this person money, and let Stripe forget them; at once and without an e-mail.

    To be called before the account is closed, outside a transaction. Raises StripeAway when Stripe cannot be
    told: then the account must not be closed yet, or it would go on paying. Doing it twice does no harm.
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
    """Forget what was copied of somebody who has left; that something was given stays in the audit, by number.

    Money that they asked back and that Stripe still refuses stays owed: only what is settled is forgotten.
    """
    with atomic():
        settled = Refund.refunded_at.is_not(None), Refund.ended_at.is_not(None)
        db.session.execute(delete(Refund).where(Refund.member_id == member_id, *settled))
        db.session.execute(delete(Waiver).where(Waiver.member_id == member_id))
        db.session.execute(delete(Payment).where(Payment.member_id == member_id))
        db.session.execute(delete(Membership).where(Membership.member_id == member_id))
