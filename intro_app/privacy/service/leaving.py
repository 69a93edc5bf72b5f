"""Leave: a code by mail, then everything goes in one transaction, without a grace period."""

import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from intro_app.audit.service import erase_reasons_about
from intro_app.community.departing.service import depart
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.followups.service.erasing import ask_all_to_delete, erase_notes_of
from intro_app.groups.service import erase_groups_of
from intro_app.identity.codes import code_hash, new_code
from intro_app.identity.models import Member
from intro_app.identity.service.erasing import close_account, ensure_may_leave
from intro_app.introductions.queries import unfinished_of
from intro_app.introductions.service.departing import step_out_of_all
from intro_app.joining.invitations.service import erase_invitations
from intro_app.joining.openid.service import erase_identities
from intro_app.memberships import service as memberships
from intro_app.moderation.service import erase_decisions_about
from intro_app.organising.members.service import erase_notes
from intro_app.organising.suspensions.service import erase_suspensions
from intro_app.outbox import post
from intro_app.outbox.suppression import erase_mail_to
from intro_app.people.service.erasing import erase_ties
from intro_app.privacy import emails, queries
from intro_app.privacy.models import Archive, FormerMember, LeaveCode
from intro_app.profile_links.service import stop_looking
from intro_app.site_pages.service import erase_consents
from intro_app.suggestions.service import erase_suggestions_to
from intro_app.text.codes import read_code
from intro_app.wording import N_


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What else somebody who leaves wants: posts erased too, others asked to delete their details."""

    posts_too: bool = False
    ask_others: bool = False


class WrongLeaveCode(DomainError):
    """The code is wrong, too old or was tried too often."""

    def __init__(self) -> None:
        super().__init__(
            N_("That code doesn’t match. Use the one from the newest e-mail, or ask for a new one.")
        )


def ask_to_leave(member: Member, at: datetime) -> None:
    """Mail a code that closes the account. Raises DomainError for the last admin."""
    ensure_may_leave(member.id)
    code = new_code()
    with atomic():
        hashed = code_hash(read_code(code), _row(member.id))
        db.session.merge(LeaveCode(member_id=member.id, code_hash=hashed, asked_at=at))
        post(emails.leave_code(member, code, at), at=at)


def leave(member: Member, code: str, wishes: Wishes, at: datetime) -> None:
    """Close the account and erase what it holds, at once.

    Payments end at Stripe first, outside the transaction. Raises WrongLeaveCode, DomainError for the last
    admin, and StripeAway if Stripe cannot be reached: then nothing is closed, or it would go on costing.
    """
    ensure_may_leave(member.id)
    if not _is_right(member.id, code, at):
        raise WrongLeaveCode
    close_now(member, wishes, at, refunded=_end_payments(member.id, at))


def leave_by_link(member: Member, at: datetime) -> None:
    """Close the account of a removed member, who proved their mailbox by a link. Raises StripeAway."""
    close_now(member, Wishes(), at, refunded=_end_payments(member.id, at))


def close_now(member: Member, wishes: Wishes, at: datetime, *, refunded: bool = False) -> None:
    """Close an account whose payments have ended, and erase what it holds; others who wait see silence."""
    with atomic():
        _erase(member, wishes, at, refunded=refunded)


def _erase(member: Member, wishes: Wishes, at: datetime, *, refunded: bool) -> None:
    """Erase floor by floor; the farewell is posted while there is an address to send it to."""
    mailbox_hash = member.mailbox_hash
    if wishes.ask_others:
        ask_all_to_delete(member, at)
    step_out_of_all(member, at)
    depart(member.id, at, posts_too=wishes.posts_too)
    erase_mail_to(mailbox_hash, at, at)
    post(emails.farewell(member, refunded=refunded, waits=bool(unfinished_of(member.id))), at=at)
    erase_notes_of(member)
    erase_ties(member.id)
    erase_groups_of(member.id)
    erase_suggestions_to(member.id)
    erase_invitations(member.id, at)
    erase_identities(member.id)
    erase_notes(member.id)
    erase_suspensions(member)
    stop_looking(member.id)
    erase_decisions_about(member.id)
    erase_consents(member.id)
    memberships.erase(member.id)
    for table in (LeaveCode, Archive):
        db.session.execute(delete(table).where(table.member_id == member.id))
    db.session.add(FormerMember(member_id=member.id, mailbox_hash=mailbox_hash, left_at=at, rest_at=at))
    close_account(member, at)
    erase_reasons_about(member.id, at)  # last, because it locks the end of the audit


def _end_payments(member_id: int, at: datetime) -> bool:
    """Refund what can be refunded, end all payments, and return whether money goes back."""
    refunded = bool(memberships.regrettable(member_id, at))
    if refunded:
        memberships.take_back(member_id, at)
    memberships.cancel_for_leaving(member_id, at)
    return refunded


def _is_right(member_id: int, code: str, at: datetime) -> bool:
    with atomic():
        asked = queries.locked_code(member_id)
        if asked is None or not asked.is_open(at):
            return False
        asked.tries += 1
        return hmac.compare_digest(code_hash(read_code(code), _row(member_id)), asked.code_hash)


def _row(member_id: int) -> str:
    return f"leave:{member_id}"
