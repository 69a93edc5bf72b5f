"""Samples of the e-mails about memberships."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from intro_app.devtools.cast import Cast
from intro_app.memberships import emails
from intro_app.memberships.models import Gift, Membership, Refund, Waiver
from intro_app.outbox import Email


def about_memberships(who: Cast, at: datetime) -> Iterator[tuple[str, Email]]:
    """Yield each e-mail with its circumstance."""
    paid = Membership(member_id=who.alice.id, subscription_id="sub_sample", period_start=at)
    given = Waiver(member_id=who.bob.id, why="a reason", given_at=at, until=at + timedelta(days=180))
    yield "", emails.membership_begun(who.alice, paid)
    yield "", emails.payment_failed(who.alice, paid, at + timedelta(days=14))
    yield "", emails.membership_ended(who.alice, paid)
    yield "", emails.payment_disputed(who.alice, paid)
    yield "", emails.dispute_over(who.alice, paid, at + timedelta(days=20))
    yield "", emails.membership_given(who.bob, given)
    wanted = Refund(
        charge_id="ch_sample", member_id=who.alice.id, customer_id="cus_sample", asked_at=at, next_try_at=at
    )
    yield "", emails.refund_delayed(who.alice, wanted)
    yield "", emails.refund_sent(who.alice, wanted)
    gift = Gift(
        reference="gift",
        giver_id=who.alice.id,
        recipient_id=who.bob.id,
        is_for_pool=False,
        is_named=True,
        made_at=at,
    )
    gift.id, gift.answer_by = 1, at + timedelta(days=60)
    yield "", emails.gift_offered(who.bob, who.alice, gift)
    gift.is_named = False
    yield "from nobody named", emails.gift_offered(who.bob, who.alice, gift)
    yield "", emails.gift_ended(who.bob, gift)
    wanted.is_gift = True
    yield "of a gift", emails.refund_sent(who.alice, wanted)
