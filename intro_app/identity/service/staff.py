"""Granting and revoking staff roles, each recorded in the audit log.

Whoever gets or loses one is told, and so is everybody who can give rights.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, insert, update

from intro_app.audit.service import note
from intro_app.db import advisory_lock, atomic, db
from intro_app.errors import DomainError
from intro_app.identity import emails, policy, queries
from intro_app.identity.emails import RightChange
from intro_app.identity.models import Member, Session, Staff, StaffRole
from intro_app.outbox import post
from intro_app.periodic import run_each
from intro_app.wording import N_


def grant(member: Member, role: StaffRole, at: datetime, *, by_id: int | None = None, why: str = "") -> None:
    """Give a member a role, tell them, and end their sessions, since staff sessions expire sooner.

    Raises DomainError when the member already holds the role or has left.
    """
    with atomic():
        _lock(member)
        if member.left_at is not None:
            raise DomainError(N_("This account has been closed."))
        if role in queries.staff_roles(member.id):
            raise DomainError(N_("This member already has that role."))
        db.session.execute(insert(Staff).values(member_id=member.id, role=role, given_by=by_id, since=at))
        _end_sessions(member)
        note(by_id, "role_granted", member.id, f"role:{role}", why, at)
        has_passkey = queries.good_passkeys(member.id) > 0
        post(emails.role_given(member, role, at, has_passkey=has_passkey), at=at)
        _tell_givers(member, role, RightChange.GIVEN, at, by_id)


def revoke(member: Member, role: StaffRole, at: datetime, *, by_id: int | None = None, why: str = "") -> None:
    """Take a role away at once, tell the member, and end their sessions.

    Raises DomainError when they do not hold it.
    """
    with atomic():
        _lock(member)
        if role not in queries.staff_roles(member.id):
            raise DomainError(N_("This member doesn’t have that role."))
        _take(member, role, RightChange.TAKEN, at, by_id)
        note(by_id, "role_revoked", member.id, f"role:{role}", why, at)


def note_roles_used(member_id: int, used: Collection[StaffRole], at: datetime) -> None:
    """Store that a member used these roles, and so still needs them."""
    theirs = Staff.member_id == member_id, Staff.role.in_(used)
    with atomic():
        db.session.execute(update(Staff).where(*theirs).values(used_at=at, asked_at=None))


def end_unused_rights(at: datetime) -> int:
    """Ask about each role that nobody used for long; take it two weeks later if that changed nothing."""
    return run_each(
        "identity.end_unused_rights",
        queries.unused_rights(),
        _end_unused,
        at,
        unused_since=at - policy.RIGHT_UNUSED,
        asked_before=at - policy.RIGHT_ENDS_AFTER,
    )


def _end_unused(member_id: int, at: datetime) -> bool:
    advisory_lock("rights")
    member = db.session.get_one(Member, member_id)
    _lock(member)
    return sum(_tend(member, held, at) for held in queries.roles_of(member_id)) > 0


def _tend(member: Member, held: Staff, at: datetime) -> bool:
    """Ask about one role, or take it; return whether there was anything to do."""
    role, last = held.role, held.used_at or held.since
    if StaffRole.GIVE_RIGHTS in policy.powers_of([role]) and not queries.others_who_give(
        member.id, without=role
    ):
        return False
    if held.asked_at is None and last <= at - policy.RIGHT_UNUSED:
        held.asked_at = at
        post(emails.right_unused(member, role, at), at=at)
        return True
    if held.asked_at is None or held.asked_at > at - policy.RIGHT_ENDS_AFTER:
        return False
    _take(member, role, RightChange.UNUSED, at, None)
    note(None, "role_ended", member.id, f"role:{role}", "", at)
    return True


def _take(member: Member, role: StaffRole, change: RightChange, at: datetime, by_id: int | None) -> None:
    db.session.execute(delete(Staff).where(Staff.member_id == member.id, Staff.role == role))
    _end_sessions(member)
    post(emails.right_ended(member, role, change, at), at=at)
    _tell_givers(member, role, change, at, by_id)


def _tell_givers(
    member: Member, role: StaffRole, change: RightChange, at: datetime, by_id: int | None
) -> None:
    """Tell everybody who can give rights, whoever changed it too: somebody may be using their account."""
    by = queries.name_of(by_id) if by_id else ""
    givers = queries.givers_of_rights(but=member.id)
    post(*[emails.rights_changed(one, member, role, change, at, by=by) for one in givers], at=at)


def _lock(member: Member) -> None:
    """Lock the member's row, so that changes of their roles and passkeys take turns."""
    db.session.refresh(member, with_for_update=True)


def _end_sessions(member: Member) -> None:
    db.session.execute(delete(Session).where(Session.member_id == member.id))
