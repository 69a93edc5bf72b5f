"""Copy what Stripe says of the payments for gifts, and do what follows: offer the gift, or end it."""

from collections.abc import Iterable
from datetime import datetime

from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.memberships import emails, policy, queries
from intro_app.memberships.models import Gift, GiftState
from intro_app.memberships.snapshot import Charge
from intro_app.outbox import post


def copy_gifts(giver_id: int, charges: Iterable[Charge], at: datetime) -> None:
    """Copy the payments of one giver, in the present transaction."""
    for charge in charges:
        gift = queries.locked_gift(charge.gift) if charge.gift and charge.status == "succeeded" else None
        if gift is not None and gift.giver_id == giver_id:
            _copy(gift, charge)
            _follow(gift, at)


def _copy(gift: Gift, charge: Charge) -> None:
    gift.charge_id, gift.paid_at = charge.id, charge.at
    gift.amount, gift.refunded, gift.disputed = charge.amount, charge.refunded, charge.disputed
    gift.currency = charge.currency


def _follow(gift: Gift, at: datetime) -> None:
    is_kept = gift.amount > gift.refunded + gift.disputed
    if gift.state is GiftState.BEGUN and is_kept:
        _offer(gift, at)
    elif not is_kept and gift.state is not GiftState.RETURNED:
        end_gift(gift, at)
    elif is_kept and gift.state is GiftState.RETURNED and not queries.refunds_asked([gift.charge_id or ""]):
        gift.state = GiftState.POOLED  # a bank took it back, and has returned it since


def _offer(gift: Gift, at: datetime) -> None:
    """Put a paid gift into the pool, or offer it and tell its recipient; without one it only waits."""
    if gift.is_for_pool:
        gift.state = GiftState.POOLED
        return
    gift.state, gift.answer_by = GiftState.OFFERED, at + policy.GIFT_WAITS
    recipient = db.session.get(Member, gift.recipient_id) if gift.recipient_id else None
    giver = db.session.get(Member, gift.giver_id) if gift.giver_id else None
    if recipient and giver and recipient.left_at is None:
        post(emails.gift_offered(recipient, giver, gift), at=at)


def end_gift(gift: Gift, at: datetime) -> None:
    """End a gift whose money went back; a membership that came from it ends now, and its owner is told."""
    waiver = queries.waiver_from(gift.id)
    gift.state, gift.recipient_id = GiftState.RETURNED, None
    if waiver is None or waiver.until <= at:
        return
    waiver.until = at
    recipient = db.session.get_one(Member, waiver.member_id)
    if recipient.left_at is None:
        post(emails.gift_ended(recipient, gift), at=at)
