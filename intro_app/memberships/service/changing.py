"""Change a membership: another card or price, leave at the end of the period, or stay after all."""

from datetime import datetime

from intro_app.db import db
from intro_app.errors import DomainError
from intro_app.memberships import gateway, policy, queries
from intro_app.memberships.gateway import NotAtStripe
from intro_app.memberships.models import Membership
from intro_app.memberships.policy import MembershipStatus
from intro_app.memberships.service.copying import copy_present_state
from intro_app.wording import N_


def portal(member_id: int) -> str:
    """Return the address of Stripe's page for cards, prices and leaving. Raises DomainError, StripeAway."""
    return gateway.portal(_paid_by(member_id).customer_id or "")


def leave(member_id: int, at: datetime) -> bool:
    """End the membership with the period that is paid; return whether it goes on until then.

    If its payment failed, end it at once; then the open payment is not collected either. Raises DomainError,
    StripeAway.
    """
    _change_order(member_id, at, ends=True)
    return policy.standing_by_payment(queries.facts_of(member_id), at) in policy.PAYS


def stay(member_id: int, at: datetime) -> None:
    """Continue a membership that was to end. Raises DomainError, StripeAway."""
    _change_order(member_id, at, ends=False)


def look_again(member_id: int, at: datetime) -> None:
    """Copy the present state from Stripe without waiting for its message. Raises StripeAway."""
    copy_present_state(member_id, at)


def receipt_url(member_id: int, payment_id: str) -> str:
    """Return the address of the receipt of a member's payment, empty if it is not theirs.

    Raises StripeAway.
    """
    if payment_id not in {payment.id for payment in queries.payments_of(member_id)}:
        return ""
    try:
        return gateway.receipt_url(payment_id)
    except NotAtStripe:
        return ""


def _change_order(member_id: int, at: datetime, *, ends: bool) -> None:
    copy_present_state(member_id, at)
    membership, stands = _paid_by(member_id), policy.standing_by_payment(queries.facts_of(member_id), at)
    if (
        stands not in {MembershipStatus.PAYING, MembershipStatus.LEAVING, MembershipStatus.UNPAID}
        or not membership.subscription_id
    ):
        raise DomainError(N_("You don’t have a supporting membership, so there’s nothing to change."))
    if ends and stands is MembershipStatus.UNPAID:
        gateway.end_unpaid(membership.customer_id or "")
    else:
        gateway.end_with_the_period(membership.subscription_id, ends=ends)
    copy_present_state(member_id, at)


def _paid_by(member_id: int) -> Membership:
    """Return the row of a customer of Stripe's. Raises DomainError for everybody else."""
    membership = db.session.get(Membership, member_id)
    if membership is None or membership.customer_id is None:
        raise DomainError(N_("You don’t have a supporting membership, so there’s nothing to change."))
    return membership
