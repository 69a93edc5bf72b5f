"""Give somebody a membership without payment, with a reason and an end, on record."""

from datetime import datetime, timedelta

from intro_app.audit.service import note
from intro_app.db import advisory_lock, atomic, db
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.identity.queries import member_by_mailbox
from intro_app.memberships import emails, policy, queries
from intro_app.memberships.models import PoolUse, Waiver
from intro_app.memberships.policy import GivenLength
from intro_app.outbox import post
from intro_app.text.mailboxes import canonical
from intro_app.wording import N_

_LONGEST = timedelta(days=3 * 366)


def give(member: Member, until: datetime, why: str, at: datetime, *, by_id: int | None = None) -> Waiver:
    """Give membership until this moment, and tell the member by e-mail; the pool of gifts pays if it can.

    Raises DomainError without a reason, for a moment in the past or too far ahead, and for somebody who left.
    """
    if not why.strip():
        raise DomainError(N_("Give a reason for this supporting membership, without naming anyone."))
    if not at < until <= at + _LONGEST:
        raise DomainError(N_("Choose an end date within the next three years."))
    if member.left_at is not None:
        raise DomainError(N_("This account has been closed."))
    with atomic():
        waiver = Waiver(member_id=member.id, why=why.strip(), given_at=at, until=until, given_by=by_id)
        db.session.add(waiver)
        db.session.flush()
        pay_from_pool(until - at, at)
        post(emails.membership_given(member, waiver), at=at)
        note(by_id, "membership_given", member.id, f"waiver:{waiver.id}", waiver.why, at)
    return waiver


def give_to_address(address: str, length: GivenLength, why: str, staff: Member, at: datetime) -> None:
    """Give membership to whoever reads this mailbox, if they are a member. Nothing tells whether they are.

    Raises DomainError for one's own address, and without a reason.
    """
    member = member_by_mailbox(canonical(address))
    if member is None:
        return
    if member.id == staff.id:
        raise DomainError(N_("You can’t give yourself a supporting membership. Ask someone else."))
    give(member, at + length.lasts, why, at, by_id=staff.id)


def pay_from_pool(length: timedelta, at: datetime) -> None:
    """Record that the pool paid for a membership of this length, if it holds enough, but not whose."""
    price = queries.yearly_price()
    if price is None or price.interval != "year":
        return
    advisory_lock("membership pool")
    worth = policy.worth_of(round(length / timedelta(days=1)), price.amount)
    if queries.in_pool(price.currency) >= worth:
        db.session.add(PoolUse(amount=worth, currency=price.currency, used_at=at))
