"""Granting and revoking staff roles, each recorded in the audit log; who gets one is told."""

from datetime import datetime

from sqlalchemy import delete, insert

from intro_app.audit.service import note
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity import emails, queries
from intro_app.identity.models import Member, Session, Staff, StaffRole
from intro_app.outbox import post
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


def revoke(member: Member, role: StaffRole, at: datetime, *, by_id: int | None = None, why: str = "") -> None:
    """Take a role away at once and end the member's sessions. Raises DomainError when they do not hold it."""
    with atomic():
        _lock(member)
        if role not in queries.staff_roles(member.id):
            raise DomainError(N_("This member doesn’t have that role."))
        db.session.execute(delete(Staff).where(Staff.member_id == member.id, Staff.role == role))
        _end_sessions(member)
        note(by_id, "role_revoked", member.id, f"role:{role}", why, at)


def _lock(member: Member) -> None:
    """Lock the member's row, so that changes of their roles and passkeys take turns."""
    db.session.refresh(member, with_for_update=True)


def _end_sessions(member: Member) -> None:
    db.session.execute(delete(Session).where(Session.member_id == member.id))
