"""Move an account to another address on an operator's behalf, for a member who lost their mailbox.

The new address proves it by a link, and the old one has three days to say no; then it takes effect, and the
old one can still undo it for a week.
"""

from datetime import datetime

from intro_app import links
from intro_app.audit.service import note
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity import emails, queries
from intro_app.identity.models import AddressChange, Member
from intro_app.identity.models.addresses import PROVE_WITHIN, WAITS, WAITS_IF_DEAD
from intro_app.identity.service.addresses import AddressTaken, apply_change, begin_change, lock_change
from intro_app.identity.service.sessions import end_other_sessions
from intro_app.links import LinkEnded, LinkPurpose
from intro_app.outbox import post
from intro_app.outbox.forwarding import was_refused
from intro_app.periodic import run_each
from intro_app.text.contacts import clean_address
from intro_app.wording import N_


class NeedsPasskey(DomainError):
    """The account has a role, and the session that proves the new address was not opened by its passkey."""

    def __init__(self) -> None:
        super().__init__(
            N_("This account has staff rights. Sign in with its passkey first, then open this link again.")
        )


def ask_to_move(
    member: Member, typed: str, reason: str, at: datetime, *, by_id: int | None = None
) -> AddressChange:
    """Begin a move, and write to both addresses. Raises DomainError if it cannot be begun.

    `by_id` is the person of staff who begins it, None the operator on the command line.

    An account with a role needs a passkey, with which its owner proves the new address: otherwise whoever
    talks an operator into a move would get staff powers. Take the role away first if the passkeys are lost.
    """
    address = clean_address(typed)
    with atomic():
        db.session.refresh(member, with_for_update=True)
        _ensure_may_begin(member, address, at)
        change = begin_change(member, address, at, by_operator=True)
        subject, until = f"address_change:{change.id}", at + PROVE_WITHIN
        yes = links.issue(LinkPurpose.MOVE, subject, at=at, until=until)
        no = links.issue(LinkPurpose.ADDRESS, subject, at=at, until=until)
        post(emails.move_proof(member, change, yes), emails.move_asked(member, change, no), at=at)
        note(by_id, "move_asked", member.id, subject, reason, at)
    return change


def prove_move(change: AddressChange, at: datetime, *, by_passkey_of: int | None) -> None:
    """Record that the new address wants the account. Raises LinkEnded, NeedsPasskey or AddressTaken.

    `by_passkey_of` is the id of the member whose passkey opened the session, if one did.
    """
    with atomic():
        member = lock_change(change)
        if not change.takes_proof(at):
            raise LinkEnded(LinkPurpose.MOVE)
        if queries.staff_roles(member.id) and by_passkey_of != member.id:
            raise NeedsPasskey
        if queries.is_taken(change.new_email, member.id, at):
            raise AddressTaken
        if change.proved_at is None:
            change.proved_at = at
            note(None, "move_proved", member.id, f"address_change:{change.id}", "", at)


def refuse_move(change: AddressChange, at: datetime, *, by: int | None) -> None:
    """End a move that one of its addresses or the operator does not want. Raises LinkEnded when too late.

    `by` is the member, or None for the operator and for the reader of the new address.
    """
    with atomic():
        member = lock_change(change)
        if not change.is_pending:
            raise LinkEnded(LinkPurpose.MOVE)
        change.ended_at = at
        post(emails.move_stopped(member, change), at=at)
        note(by, "move_refused", member.id, f"address_change:{change.id}", "", at)


def takes_effect_at(change: AddressChange) -> datetime:
    """Return the earliest moment for a move: sooner if the mail server knows no such old address."""
    dead = was_refused(f"address_change:{change.id}", "move_asked")
    return change.asked_at + (WAITS_IF_DEAD if dead else WAITS)


def carry_out_moves(at: datetime) -> int:
    """Move the accounts whose time has come, and end moves that nobody proved; return how many were moved."""
    return run_each("identity.carry_out_moves", queries.open_moves(), _carry_out, at)


def _carry_out(change_id: int, at: datetime) -> bool:
    change = db.session.get_one(AddressChange, change_id)
    member = lock_change(change)
    if not change.is_pending:
        return False
    if change.proved_at is None or queries.is_taken(change.new_email, member.id, at):
        if at > change.asked_at + PROVE_WITHIN:
            change.ended_at = at
        return False
    if at < takes_effect_at(change):
        return False
    apply_change(change, at, by=None)
    end_other_sessions(member.id, keeping="")
    return True


def _ensure_may_begin(member: Member, address: str, at: datetime) -> None:
    if member.left_at is not None:
        raise DomainError(N_("This account has been closed."))
    if address == member.email:
        raise DomainError(N_("This is your address already."))
    if queries.pending_move(member.id):
        raise DomainError(N_("This account is already being moved to another address. Stop that first."))
    if queries.is_taken(address, member.id, at):
        raise AddressTaken
    if queries.staff_roles(member.id) and not queries.good_passkeys(member.id):
        raise DomainError(N_("This member has rights but no passkey. Take the rights away first."))
