"""Update our copy of a membership: ask Stripe for the present state, and store exactly that.

No message, page or click is believed about what happened, only what Stripe answers when asked. The answer is
stored if nobody else stored one meanwhile (compare-and-swap on `version`); otherwise Stripe is asked again.
So a copy is never replaced by an older one.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, insert

from intro_app.db import atomic, db, end_reading, insert_once
from intro_app.errors import BusyError
from intro_app.identity.models import Member
from intro_app.memberships import emails, gateway, policy, queries
from intro_app.memberships.models import Membership, Payment, StripeEvent
from intro_app.memberships.policy import MembershipFacts, MembershipStatus
from intro_app.memberships.service.gift_copies import copy_gifts
from intro_app.memberships.snapshot import Message, StripeSnapshot
from intro_app.outbox import post

_TRIES = 12
_COPIED = (
    "status",
    "since",
    "period_start",
    "period_end",
    "ends_at",
    "ended_at",
    "amount",
    "currency",
    "interval",
    "discounted",
)


class Copied(NamedTuple):
    """What a copy changed: old and new values by name; `doubled` counts live subscriptions if several."""

    member_id: int
    changes: Mapping[str, tuple[object, object]]
    doubled: int = 0


def copy_present_state(
    member_id: int, at: datetime, *, heard: Message | None = None, patient: bool = True
) -> Copied:
    """Ask Stripe about a member and store the answer, with the message that made us ask.

    A message that was stored before changes nothing. Raises StripeAway, and BusyError after twelve attempts
    in which others were faster.
    """
    for _try in range(_TRIES):
        before = _now_kept(member_id)
        if before is None or before.customer_id is None:
            return Copied(member_id, {})
        seen = before.version
        held = _asked(before.customer_id, patient=patient)
        with atomic():
            membership = queries.membership_of(member_id)
            if membership and membership.version == seen:
                return _keep(membership, held, at, heard)
    raise BusyError("others are copying the same membership")


def _asked(customer_id: str, *, patient: bool) -> StripeSnapshot:
    """Return what Stripe says now. A subscription whose payment is disputed is charged no more.

    It only ends with its period, so that it can go on until then if the bank decides against the dispute.
    """
    held = gateway.held_for(customer_id, patient=patient)
    found = held.subscription
    if not held.disputed or found is None or not found.lives or found.ends_at:
        return held
    gateway.end_with_the_period(found.id, ends=True)
    return gateway.held_for(customer_id, patient=patient)


def _now_kept(member_id: int) -> Membership | None:
    end_reading()
    return db.session.get(Membership, member_id)


def _keep(membership: Membership, held: StripeSnapshot, at: datetime, heard: Message | None) -> Copied:
    """Write the answer in the present transaction, unless the message was processed already."""
    if heard and not _is_new(heard, at):
        return Copied(membership.member_id, {})
    before = {name: getattr(membership, name) for name in ("customer_id", "subscription_id", *_COPIED)}
    stood = policy.standing_by_payment(_facts(membership), at)
    _copy(membership, held, at)
    _keep_payments(membership.member_id, held)
    copy_gifts(membership.member_id, held.charges, at)
    db.session.flush()
    _tell(membership, stood, at)
    after = {name: getattr(membership, name) for name in before}
    changes = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
    return Copied(membership.member_id, changes, len(held.living) if len(held.living) > 1 else 0)


def _is_new(message: Message, at: datetime) -> bool:
    row = {"id": message.id, "kind": message.kind, "received_at": at}
    first = insert_once(StripeEvent, row, StripeEvent.id).returning(StripeEvent.id)
    return db.session.scalar(first) is not None


def _copy(membership: Membership, held: StripeSnapshot, at: datetime) -> None:
    membership.version += 1
    membership.copied_at = at
    found = held.subscription
    if found:
        membership.subscription_id = found.id
        for name in _COPIED:
            setattr(membership, name, getattr(found, name))
        membership.disputed = held.disputed
    elif membership.subscription_id:
        membership.status, membership.ended_at = "canceled", membership.ended_at or at
    if held.gone:
        membership.customer_id, membership.reference = None, secrets.token_urlsafe(16)


def _keep_payments(member_id: int, held: StripeSnapshot) -> None:
    """Replace the listed payments; those that Stripe no longer lists stay, since they were made."""
    ids = [charge.id for charge in held.charges]
    db.session.execute(delete(Payment).where(Payment.id.in_(ids)))
    rows = [
        {
            "id": one.id,
            "member_id": member_id,
            "paid_at": one.at,
            "amount": one.amount,
            "refunded": one.refunded,
            "disputed": one.disputed,
            "currency": one.currency,
            "status": one.status,
            "is_gift": bool(one.gift),
        }
        for one in held.charges
    ]
    if rows:
        db.session.execute(insert(Payment), rows)


def _tell(membership: Membership, stood: MembershipStatus, at: datetime) -> None:
    """Tell the member by e-mail if their status changed from `stood`; each e-mail is sent once."""
    member, facts = db.session.get_one(Member, membership.member_id), _facts(membership)
    stands = policy.standing_by_payment(facts, at)
    if stands is stood:
        return
    if stood is MembershipStatus.DISPUTED and stands in policy.PAYS:
        post(emails.dispute_over(member, membership, policy.paid_until(facts) or at), at=at)
    elif stands is MembershipStatus.DISPUTED and stood in policy.PAYS:
        post(emails.payment_disputed(member, membership), at=at)
    elif stands is MembershipStatus.PAYING and stood not in policy.PAYS:
        post(emails.membership_begun(member, membership), at=at)
    elif stands is MembershipStatus.UNPAID:
        post(emails.payment_failed(member, membership, policy.paid_until(facts) or at), at=at)
    elif stands is MembershipStatus.ENDED and stood in policy.PAYS:
        post(emails.membership_ended(member, membership), at=at)


def _facts(membership: Membership) -> MembershipFacts:
    return MembershipFacts(
        membership.status,
        membership.period_start,
        membership.period_end,
        membership.ends_at,
        disputed=membership.disputed,
    )
