"""What staff do on the page of an account, each noted in the audit log."""

from datetime import datetime

from sqlalchemy import delete

from intro_app.audit.service import note
from intro_app.db import advisory_lock, atomic, db
from intro_app.errors import DomainError
from intro_app.identity import service as accounts
from intro_app.identity.models import Member, StaffRole
from intro_app.identity.queries import others_who_give
from intro_app.organising.members import policy
from intro_app.organising.members.models import StaffNote
from intro_app.organising.members.policy import RightsRefusal
from intro_app.trust.service import vouch_for_founder


class RightsRefused(DomainError):
    """This person may not change this right."""

    def __init__(self, refusal: RightsRefusal) -> None:
        super().__init__(refusal.value)


def look(member: Member, reason: str, staff: Member, at: datetime) -> None:
    """Record that staff look at an account, and why; the member reads it at once."""
    note(staff.id, "looked_at_account", member.id, "", reason, at)


def write_note(member: Member, words: str, staff: Member, at: datetime) -> None:
    """Store a note about a member."""
    with atomic():
        written = StaffNote(member_id=member.id, by_id=staff.id, words=words, written_at=at)
        db.session.add(written)
        db.session.flush()  # the audit line names its id
        note(staff.id, "note_written", member.id, f"staff_note:{written.id}", "", at)


def end_all_sessions(member: Member, staff: Member, at: datetime) -> None:
    """Sign a member out everywhere."""
    with atomic():
        accounts.end_other_sessions(member.id, keeping="")
        note(staff.id, "sessions_ended", member.id, "", "", at)


def send_sign_in_link(member: Member, staff: Member, at: datetime) -> None:
    """Mail a member a link to sign in."""
    with atomic():
        accounts.send_link(member, at)
        note(staff.id, "link_sent", member.id, "", "", at)


def give_right(member: Member, role: StaffRole, reason: str, staff: Member, at: datetime) -> None:
    """Give a member a right. Raises RightsRefused, or DomainError if they hold it or have left."""
    with atomic():
        advisory_lock("rights")
        if refusal := policy.against_giving(staff.id, member.id):
            raise RightsRefused(refusal)
        accounts.grant(member, role, at, by_id=staff.id, why=reason)


def vouch(member: Member, reason: str, staff: Member, at: datetime) -> None:
    """Vouch for a founder, whose word counts from now on. Raises RightsRefused, or DomainError."""
    with atomic():
        advisory_lock("founders")
        if refusal := policy.against_vouching(staff.id, member.id):
            raise RightsRefused(refusal)
        vouch_for_founder(member.id, at, why=reason, by_id=staff.id)


def take_right(member: Member, role: StaffRole, reason: str, staff: Member, at: datetime) -> None:
    """Take a right away. Raises RightsRefused for the last one who can give rights, or DomainError."""
    with atomic():
        advisory_lock("rights")
        others = others_who_give(member.id, without=role)
        if refusal := policy.against_taking(role, others):
            raise RightsRefused(refusal)
        accounts.revoke(member, role, at, by_id=staff.id, why=reason)


def erase_notes(member_id: int) -> None:
    """Delete what staff noted about a member who leaves, in the caller's transaction."""
    db.session.execute(delete(StaffNote).where(StaffNote.member_id == member_id))
