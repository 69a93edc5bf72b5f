"""Refund payments: store the request first, then retry until Stripe has cancelled and paid back."""

import logging
from collections.abc import Sequence
from datetime import datetime

from intro_app.audit.service import note
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.memberships import emails, gateway, policy, queries
from intro_app.memberships.gateway import StripeAway, StripeRefused
from intro_app.memberships.models import Membership, Refund
from intro_app.memberships.service.copying import copy_present_state
from intro_app.outbox import post
from intro_app.periodic import attempt, due_items
from intro_app.wording import N_

logger = logging.getLogger(__name__)

_SETTLING = "memberships.settle_due"


def take_back(member_id: int, at: datetime) -> bool:
    """Within REGRET after joining, cancel at once and refund all; return whether Stripe has done all of it.

    What Stripe cannot do now is stored and retried by the worker; calling this again retries it at once.
    Raises DomainError if it is too late or nothing is paid, and StripeAway if Stripe could not be asked what
    is paid.
    """
    if not queries.unsettled_of(member_id):
        copy_present_state(member_id, at)
        keep_request(member_id, at)
    return settle(member_id, at)


def regrettable(member_id: int, at: datetime) -> list[str]:
    """Return the payments that this member can have refunded now; empty if too late or nothing is paid."""
    membership = db.session.get(Membership, member_id)
    if membership is None or membership.since is None:
        return []
    if policy.standing_by_payment(queries.facts_of(member_id), at) not in policy.PAYS:
        return []
    paid = queries.paid_since(member_id, membership.since - policy.NEARLY)
    return [one.id for one in paid] if paid and policy.may_regret(paid[0].paid_at, at) else []


def settle(member_id: int, at: datetime) -> bool:
    """Attempt the member's unsettled refunds at Stripe; return whether all are settled now."""
    for charge_id in queries.unsettled_of(member_id):
        _try(charge_id, at)
    try:
        copy_present_state(member_id, at)
    except StripeAway:
        logger.warning("the copy after a refund waits: Stripe is away")
    return not queries.unsettled_of(member_id)


def settle_due(at: datetime) -> None:
    """Retry refunds that Stripe refused or that could not reach it; each pause doubles, up to a day.

    A member whose refund fails in another way does not block the others. This does not use `run_each()`,
    because no transaction may wait for Stripe.
    """
    for member_id in due_items(_SETTLING, queries.unsettled_members(), at):
        attempt(_SETTLING, member_id, _settle_again, at)


def _settle_again(member_id: int, at: datetime) -> bool:
    settle(member_id, at)
    return True  # whatever the result, since the refund itself stores its next attempt


def mark_refunded(charge_id: str, at: datetime) -> bool:
    """Record that an operator refunded this payment by other means; return False if no refund is waiting."""
    with atomic():
        refund = db.session.get(Refund, charge_id, with_for_update=True, populate_existing=True)
        if refund is None or refund.refunded_at is not None:
            return False
        refund.refunded_at = at
        note(None, "refund_made_by_hand", refund.member_id, f"charge:{charge_id}", "", at)
        if _is_of_nobody(refund):
            db.session.delete(refund)
    return True


def keep_request(member_id: int, at: datetime) -> None:
    """Store which payments are to be refunded; from this commit on the request counts as made in time.

    Raises DomainError if it is too late or nothing is paid.
    """
    charges = regrettable(member_id, at)
    if not charges:
        raise DomainError(_why_not(member_id, at))
    with atomic():
        membership = queries.membership_of(member_id)
        assert membership is not None, "who has paid is known"
        known = set(queries.refunds_asked(charges))
        for charge_id in charges:
            if charge_id not in known:
                db.session.add(_refund(charge_id, membership, at))


def _refund(charge_id: str, membership: Membership, at: datetime) -> Refund:
    customer_id = membership.customer_id or ""
    return Refund(
        charge_id=charge_id,
        member_id=membership.member_id,
        customer_id=customer_id,
        asked_at=at,
        next_try_at=at,
    )


def _why_not(member_id: int, at: datetime) -> str:
    if policy.standing_by_payment(queries.facts_of(member_id), at) in policy.PAYS:
        return N_("You can get a refund in the first two weeks. That time is over.")
    return N_("There is no payment to refund.")


def _try(charge_id: str, at: datetime) -> None:
    """Refund the money first; then cancel the subscriptions, unless Stripe was unreachable for the first."""
    refund = db.session.get_one(Refund, charge_id)
    customer_id, attempt = refund.customer_id, refund.tries
    refunded_at, ended_at, code = refund.refunded_at, refund.ended_at, ""
    try:
        if refunded_at is None:
            refunded_at, code = _paid_back(charge_id, attempt, at)
        if ended_at is None:
            gateway.end_all(customer_id)
            ended_at = at
    except StripeAway:
        code = code or policy.AWAY
    except StripeRefused as refused:
        code = refused.code or policy.AWAY
    _keep_outcome(charge_id, at, refunded_at=refunded_at, ended_at=ended_at, code=code)


def _paid_back(charge_id: str, attempt: int, at: datetime) -> tuple[datetime | None, str]:
    """Return when the money was refunded, or None and Stripe's reason for refusing. Raises StripeAway."""
    try:
        gateway.refund(charge_id, attempt)
    except StripeRefused as refused:
        return None, refused.code or "refused"
    return at, ""


def _keep_outcome(
    charge_id: str, at: datetime, *, refunded_at: datetime | None, ended_at: datetime | None, code: str
) -> None:
    with atomic():
        refund = queries.locked_refund(charge_id)
        was_delayed = bool(refund.tries)
        refund.refunded_at, refund.ended_at, refund.code = refund.refunded_at or refunded_at, ended_at, code
        if not refund.is_settled:
            refund.tries += 1
            refund.next_try_at = at + policy.refund_pause(refund.tries)
        _tell(refund, at, was_delayed=was_delayed)
        if _is_of_nobody(refund):
            db.session.delete(refund)


def _is_of_nobody(refund: Refund) -> bool:
    """Whether this was the last trace of somebody's money who has left: paid back, and so to be erased."""
    return refund.is_settled and db.session.get_one(Member, refund.member_id).left_at is not None


def _tell(refund: Refund, at: datetime, *, was_delayed: bool) -> None:
    """Tell the member once if the first attempt failed, and once when the refund is settled after that."""
    member = db.session.get_one(Member, refund.member_id)
    if member.left_at is None and not refund.is_settled and not was_delayed:
        post(emails.refund_delayed(member, refund), at=at)
    elif member.left_at is None and refund.is_settled and was_delayed:
        post(emails.refund_sent(member, refund), at=at)


def waiting(member_id: int) -> Sequence[Refund]:
    """Return the member's unsettled refunds."""
    return queries.refunds_waiting(member_id)
