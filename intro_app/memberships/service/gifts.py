"""Give someone a year, accept it or not, and take it back; what nobody accepts goes to the pool (ADR 37)."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from intro_app.config import settings
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity.codes import hashed
from intro_app.identity.models import Member
from intro_app.identity.queries import member_by_mailbox
from intro_app.memberships import gateway, policy, queries
from intro_app.memberships.models import Choice, Gift, GiftState, Membership, Refund, Waiver
from intro_app.memberships.policy import MembershipStatus
from intro_app.memberships.service.copying import copy_present_state
from intro_app.memberships.service.gift_copies import end_gift
from intro_app.memberships.service.joining import customer_of
from intro_app.memberships.service.refunding import settle
from intro_app.periodic import run_each
from intro_app.text.mailboxes import canonical
from intro_app.wording import N_

_REFERENCE = 32
# Stripe closes a page that nobody paid after a day, and sends messages for three.
_UNPAID_KEPT = timedelta(days=30)


def begin_gift(
    giver: Member, address: str, once: str, label: str, at: datetime, *, is_named: bool = False
) -> str:
    """Return the address at Stripe where a gift is paid; without an `address` it is for the pool.

    The same `once` leads to the same page. Nothing tells whether the address is that of a member. Raises
    DomainError for the giver's own address or while no yearly price is on offer, and StripeAway.
    """
    recipient = member_by_mailbox(canonical(address)) if address else None
    if recipient is not None and recipient.id == giver.id:
        raise DomainError(N_("This is your own address. A gift is for someone else."))
    tag = gateway.price_tags().get(settings().stripe_prices[list(Choice).index(Choice.YEARLY)])
    if tag is None:
        raise DomainError(N_("This price is no longer available. Please choose another one."))
    _reference, customer_id = customer_of(giver.id)
    reference = hashed(f"{giver.id}:{address}:{is_named}:{once}")[:_REFERENCE]
    recipient_id = recipient.id if recipient else None
    with atomic():
        if queries.locked_gift(reference) is None:
            db.session.add(
                Gift(
                    reference=reference,
                    giver_id=giver.id,
                    recipient_id=recipient_id,
                    is_for_pool=not address,
                    is_named=is_named,
                    made_at=at,
                )
            )
    return gateway.gift_checkout(customer_id, tag, reference, label)


def accept(member: Member, reference: str, at: datetime) -> datetime:
    """Accept a gift; return when it starts: now, or after what is paid or given already.

    What the member pays themselves ends with its period, or now if it is unpaid. Raises DomainError if the
    gift is not there any more, and StripeAway.
    """
    copy_present_state(member.id, at)
    with atomic():
        _ensure_offered(queries.locked_gift(reference), member.id, at)
    _stop_paying(member.id, at)
    with atomic():
        gift = _ensure_offered(queries.locked_gift(reference), member.id, at)
        starts = policy.gift_starts(queries.facts_of(member.id), at)
        gift.state = GiftState.ACCEPTED
        until = starts + policy.GIFT_YEAR
        db.session.add(Waiver(member_id=member.id, why="", given_at=at, until=until, gift_id=gift.id))
    return starts


def decline(member: Member, reference: str, at: datetime) -> None:
    """Leave a gift to the pool; nobody is told. Raises DomainError if it is not there any more."""
    with atomic():
        _leave_to_pool(_ensure_offered(queries.locked_gift(reference), member.id, at))


def take_back_gift(giver: Member, reference: str, at: datetime) -> bool:
    """Refund a gift within REGRET, whatever became of it; return whether Stripe has done it already.

    Raises DomainError when it is too late.
    """
    copy_present_state(giver.id, at)
    with atomic():
        gift = queries.locked_gift(reference)
        if gift is None or gift.giver_id != giver.id or not may_take_back(gift, at):
            raise DomainError(N_("You can get a refund in the first two weeks. That time is over."))
        db.session.add(_refund(gift, giver.id, at))
        end_gift(gift, at)
    return settle(giver.id, at)


def _refund(gift: Gift, giver_id: int, at: datetime) -> Refund:
    """Return the request; a gift has no subscription that would have to end."""
    return Refund(
        charge_id=gift.charge_id or "",
        member_id=giver_id,
        customer_id=db.session.get_one(Membership, giver_id).customer_id or "",
        asked_at=at,
        next_try_at=at,
        ended_at=at,
        is_gift=True,
    )


def may_take_back(gift: Gift, at: datetime) -> bool:
    """Whether its giver can still have the money back."""
    is_paid = gift.state not in {GiftState.BEGUN, GiftState.RETURNED}
    return is_paid and policy.may_regret(gift.paid_at, at)


def leave_unanswered_to_pool(at: datetime) -> None:
    """Move gifts that nobody accepted in time into the pool, and forget those that nobody paid."""
    run_each("memberships.leave_unanswered_to_pool", queries.unanswered(), _leave_one_to_pool, at)
    with atomic():
        unpaid = Gift.state == GiftState.BEGUN, Gift.made_at < at - _UNPAID_KEPT
        db.session.execute(delete(Gift).where(*unpaid))


def _leave_one_to_pool(gift_id: int, at: datetime) -> bool:
    gift = db.session.get(Gift, gift_id, with_for_update=True, populate_existing=True)
    if gift is None or gift.state is not GiftState.OFFERED or gift.answer_by is None or gift.answer_by > at:
        return False
    _leave_to_pool(gift)
    return True


def _leave_to_pool(gift: Gift) -> None:
    gift.state, gift.recipient_id = GiftState.POOLED, None


def _stop_paying(member_id: int, at: datetime) -> None:
    """End with the period what somebody pays who will have a gift instead."""
    stands = policy.standing_by_payment(queries.facts_of(member_id), at)
    if stands not in {MembershipStatus.PAYING, MembershipStatus.UNPAID}:
        return
    membership = db.session.get_one(Membership, member_id)
    if stands is MembershipStatus.UNPAID:
        gateway.end_unpaid(membership.customer_id or "")
    else:
        gateway.end_with_the_period(membership.subscription_id or "", ends=True)
    copy_present_state(member_id, at)


def _ensure_offered(gift: Gift | None, member_id: int, at: datetime) -> Gift:
    is_there = gift is not None and gift.recipient_id == member_id and gift.state is GiftState.OFFERED
    if gift is None or not is_there or gift.answer_by is None or at >= gift.answer_by:
        raise DomainError(N_("This gift isn’t there any more."))
    return gift
