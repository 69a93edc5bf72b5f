"""Join: from the choice of a price to Stripe's checkout page, the only place where it is paid."""

from datetime import datetime

from sqlalchemy import update

from intro_app.config import settings
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.memberships import gateway, policy, queries
from intro_app.memberships.models import Choice, Membership
from intro_app.memberships.service.copying import copy_present_state
from intro_app.wording import N_


def join(member_id: int, choice: Choice, once: str, at: datetime) -> str:
    """Return the address at Stripe where this member pays their choice; the same one for the same `once`.

    Raises DomainError if they are a member already or the price is gone, and StripeAway.
    """
    copy_present_state(member_id, at)
    if policy.standing_by_payment(queries.facts_of(member_id), at) in policy.PAYS:
        raise DomainError(N_("You’re already a supporting member. We didn’t charge you."))
    _end_what_ended_here(member_id)
    tag = gateway.price_tags().get(settings().stripe_prices[list(Choice).index(choice)])
    if tag is None:
        raise DomainError(N_("This price is no longer available. Please choose another one."))
    reference, customer_id = customer_of(member_id)
    return gateway.checkout(customer_id, tag.id, reference, once)


def _end_what_ended_here(member_id: int) -> None:
    """Cancel an earlier subscription that was never paid up, or whose payment is disputed.

    Otherwise Stripe might collect its open payment beside the new one.
    """
    membership = db.session.get(Membership, member_id)
    if membership and membership.customer_id and membership.status in policy.LIVING:
        gateway.end_unpaid(membership.customer_id)


def customer_of(member_id: int) -> tuple[str, str]:
    """Return the reference and customer id of a member; create the customer if needed. Safe to run twice."""
    with atomic():
        db.session.get_one(Member, member_id, with_for_update=True)
        membership = queries.membership_of(member_id)
        if membership is None:
            db.session.add(membership := Membership(member_id=member_id))
        reference, customer_id = membership.reference, membership.customer_id
    if customer_id is None:
        customer_id = gateway.new_customer(reference)
        first = update(Membership).where(Membership.member_id == member_id, Membership.customer_id.is_(None))
        with atomic():
            db.session.execute(first.values(customer_id=customer_id))
    return reference, customer_id
