"""Joining: from a choice on our page to a page of Stripe's, where alone it is paid."""

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
    """The address at Stripe where this member pays what they chose; the same one for the same `once`.

    Raises DomainError for a member already and for a price that is gone, StripeAway.
    """
    copy_present_state(member_id, at)
    if policy.standing_by_payment(queries.facts_of(member_id), at) in policy.PAYS:
        raise DomainError(N_("You are a member already; nothing was charged."))
    tag = gateway.price_tags().get(settings().stripe_prices[list(Choice).index(choice)])
    if tag is None:
        raise DomainError(N_("This price is not offered any more. Please choose another one."))
    reference, customer_id = _customer(member_id)
    return gateway.checkout(customer_id, tag.id, reference, once)


def _customer(member_id: int) -> tuple[str, str]:
    """How Stripe knows this member; made known to it now if need be. Two who come at once get the same."""
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
