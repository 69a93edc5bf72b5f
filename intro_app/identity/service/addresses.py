"""Change a member's address: a code to the new one, at once in force; the old one can undo it for a week.

There is no link to the new address: whoever mistyped it would hand their account to a stranger at one press.
"""

import hmac
from datetime import datetime, timedelta

from sqlalchemy import delete, update

from intro_app import links
from intro_app.audit.service import note
from intro_app.config import settings
from intro_app.db import advisory_lock, atomic, db
from intro_app.errors import DomainError
from intro_app.identity import emails, policy, queries
from intro_app.identity.arrivals import recognise
from intro_app.identity.codes import code_hash, new_code
from intro_app.identity.familiar import mark_of
from intro_app.identity.models import AddressChange, Member, Passkey, Session
from intro_app.identity.models.addresses import UNDO_FOR
from intro_app.identity.service.sessions import end_other_sessions
from intro_app.identity.service.signing_in import WrongCode, end_sign_ins
from intro_app.links import Link, LinkBroken, LinkEnded, LinkPurpose
from intro_app.outbox import lift, post
from intro_app.outbox.forwarding import carry_own_stops, forward_mail
from intro_app.outbox.policy import BOUNCED, EVERYTHING
from intro_app.text.codes import read_code
from intro_app.text.contacts import clean_address
from intro_app.text.mailboxes import canonical, fingerprint
from intro_app.wording import N_


class AddressTaken(DomainError):
    """Another member has this mailbox, or can still take it back. Only its reader is told."""

    def __init__(self) -> None:
        super().__init__(N_("This address belongs to another account. Nothing has changed."))


def ask_to_change_address(member: Member, typed: str, at: datetime) -> None:
    """Mail a code to the address that is to be the new one; its reader is told if it belongs to somebody.

    The caller cannot tell which, nor that nothing was sent because the mailbox wants no such mail or has had
    its budget. Raises DomainError for the present address, and after CHANGES_A_DAY requests in a day.
    """
    address = clean_address(typed)
    with atomic():
        db.session.refresh(member, with_for_update=True)
        if address == member.email:
            raise DomainError(N_("This is your address already."))
        if queries.changes_asked(member.id, at - timedelta(days=1)) >= policy.CHANGES_A_DAY:
            raise DomainError(N_("We send three codes a day. Please try again tomorrow."))
        change, code = begin_change(member, address, at), new_code()
        change.code_hash = code_hash(read_code(code), _row(change))
        reader = queries.member_by_mailbox(canonical(address))
        if queries.is_taken(address, member.id, at):
            post(emails.address_in_use(reader, change), at=at)
        else:
            post(emails.address_code(member, change, code), at=at)


def change_address(member: Member, code: str, keeping: str, at: datetime) -> str:
    """Change the address at once, if the code is right; return the mark of the new mailbox for the browser.

    Ends every session but the one with the hash `keeping`. Raises WrongCode, and AddressTaken if another
    member has got the address meanwhile.
    """
    with atomic():
        change = queries.newest_change(member.id)
        if change is not None and _is_right(change, code, at):
            apply_change(change, at, by=member.id)
            end_other_sessions(member.id, keeping)
            return mark_of(member.mailbox)
    raise WrongCode  # after the transaction, so that the try is counted


def begin_change(member: Member, address: str, at: datetime, *, by_operator: bool = False) -> AddressChange:
    """Add a change that has not been proved yet, in the caller's transaction."""
    change = AddressChange(
        member_id=member.id,
        old_email=member.email,
        new_email=address,
        old_hash=member.mailbox_hash,
        new_hash=fingerprint(address, settings().lasting_key),
        asked_at=at,
        by_operator=by_operator,
    )
    db.session.add(change)
    db.session.flush()  # its code, its links and its e-mails name its id
    return change


def apply_change(change: AddressChange, at: datetime, *, by: int | None) -> None:
    """Give the member the new address and tell both, in the caller's transaction.

    Call `lock_change` first. Raises AddressTaken if the address is that of another member.
    """
    member = db.session.get_one(Member, change.member_id)
    if queries.is_taken(change.new_email, member.id, at):
        raise AddressTaken
    # What the old address takes back is where the account was just now, whatever was changed meanwhile.
    change.old_email, change.old_hash, before = member.email, member.mailbox_hash, member.addressee
    change.changed_at = at
    for other in queries.pending_changes(member.id):
        other.ended_at = at
    _move(member, change.new_email, at)
    recognise(member, at)
    undo = links.issue(LinkPurpose.ADDRESS, f"address_change:{change.id}", at=at, until=at + UNDO_FOR)
    post(emails.address_changed(before, change, undo), emails.address_confirmed(member, change), at=at)
    note(by, "address_changed", member.id, f"address_change:{change.id}", "", at)


def change_of(link: Link, at: datetime) -> AddressChange:
    """Return the change that a link to one of its addresses is about. Raises LinkEnded once it is over."""
    change = db.session.get(AddressChange, link.ensure_open(at).subject_id)
    if change is None:
        raise LinkBroken
    member = db.session.get_one(Member, change.member_id)
    if member.left_at is not None or not (change.is_pending or change.is_undoable(at)):
        raise LinkEnded(LinkPurpose[link.purpose.upper()])
    return change


def undo_change(change: AddressChange, at: datetime) -> int:
    """Give the old address back, with all that was changed after it; return how many passkeys were removed.

    Every session ends, and every passkey added since shortly before the change is removed. Raises LinkEnded
    if it is too late.
    """
    with atomic():
        member = lock_change(change, change.old_email)
        if not change.is_undoable(at) or member.left_at is not None:
            raise LinkEnded(LinkPurpose.ADDRESS)
        changes, left = queries.changes_since(change), member.addressee
        _move(member, change.old_email, at)
        for one in changes:
            one.undone_at, one.ended_at = (at, one.ended_at) if one.changed_at else (None, one.ended_at or at)
        removed = _end_ways_in(member.id, change.asked_at - policy.FRESH)
        post(
            emails.address_restored(member.addressee, change, removed, is_old=True),
            emails.address_restored(left, change, removed, is_old=False),
            at=at,
        )
        note(
            member.id,
            "address_change_undone",
            member.id,
            f"address_change:{change.id}",
            f"passkeys removed: {removed}",
            at,
        )
    return removed


def end_changes(member_id: int, at: datetime) -> None:
    """End what a member who leaves has asked for, and erase all addresses, in the caller's transaction.

    The hashes of the mailboxes they had stay, for as long as a former member is remembered.
    """
    own = AddressChange.member_id == member_id
    pending = update(AddressChange).where(own, AddressChange.changed_at.is_(None))
    db.session.execute(pending.values(ended_at=at))
    db.session.execute(update(AddressChange).where(own).values(old_email="", new_email="", code_hash=""))


def forget_addresses(at: datetime) -> None:
    """Erase the addresses of changes that are over, and changes that came to nothing (a job).

    Nothing is read for it, so one whose addresses do not open any more is erased like the others.
    """
    over, made = queries.is_to_forget(at), AddressChange.changed_at.is_not(None)
    with atomic():
        db.session.execute(delete(AddressChange).where(over, ~made))
        erased = update(AddressChange).where(over, made)
        db.session.execute(erased.values(old_email="", new_email="", code_hash=""))


def lock_change(change: AddressChange, address: str = "") -> Member:
    """Lock the mailbox that the member is to have, then the member; read both again; return the member.

    One person alone joins with a mailbox or changes to it, and the changes of one member take turns.
    """
    advisory_lock(canonical(address or change.new_email))
    member = db.session.get_one(Member, change.member_id, with_for_update=True, populate_existing=True)
    db.session.refresh(change)
    return member


def _is_right(change: AddressChange, code: str, at: datetime) -> bool:
    """Lock what a change touches, count the try, and return whether this is its code."""
    lock_change(change)
    if not change.takes_code(at):
        return False
    change.tries += 1
    return hmac.compare_digest(code_hash(read_code(code), _row(change)), change.code_hash)


def _move(member: Member, address: str, at: datetime) -> None:
    """Set the address; let waiting e-mail and own stops follow, and end sign-ins by the former mailbox."""
    left_hash = member.mailbox_hash
    end_sign_ins(member)
    member.reads_mail_at(address)
    db.session.flush()
    forward_mail(left_hash, member.addressee, at, drop_kinds=("sign_in", "join"))
    stopped = carry_own_stops(left_hash, member.mailbox_hash, at)
    if EVERYTHING in stopped:
        member.door.close_for_good()
    lift(address, BOUNCED)  # its reader has just proved that e-mail arrives there


def _end_ways_in(member_id: int, since: datetime) -> int:
    """End all sessions, and remove the passkeys added since a moment; return how many."""
    db.session.execute(delete(Session).where(Session.member_id == member_id))
    added = Passkey.member_id == member_id, Passkey.added_at >= since
    return len(db.session.execute(delete(Passkey).where(*added).returning(Passkey.id)).all())


def _row(change: AddressChange) -> str:
    """Return what the code is bound to: this change, to this address."""
    return f"address_change:{change.id}:{change.new_email}"
