"""Queries of privacy."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, func, or_, select

from intro_app.audit.models import AuditEntry, AuditReason
from intro_app.community.departing import queries as community
from intro_app.db import db
from intro_app.identity.models import EarlierAccount, Member
from intro_app.identity.queries import moved_from
from intro_app.introductions.queries import unfinished_of
from intro_app.privacy.models import Archive, FormerMember, LeaveCode


def locked_code(member_id: int) -> LeaveCode | None:
    """Return the member's code for leaving, locked because tries are counted, or None."""
    mine = select(LeaveCode).where(LeaveCode.member_id == member_id)
    return db.session.scalar(mine.with_for_update().execution_options(populate_existing=True))


def archive_of(member_id: int) -> Archive | None:
    """Return the member's archive, or None."""
    return db.session.get(Archive, member_id)


def locked_archive(member_id: int) -> Archive | None:
    """Return the member's archive, locked for a change, or None."""
    mine = select(Archive).where(Archive.member_id == member_id)
    return db.session.scalar(mine.with_for_update().execution_options(populate_existing=True))


@cache
def archives_to_make() -> Select[int]:
    """Select the members who wait for an archive, the longest first."""
    return select(Archive.member_id).where(Archive.made_at.is_(None)).order_by(Archive.asked_at)


def former_of(mailbox_hash: str) -> Sequence[int]:
    """Return the ids of the accounts that the owner of this mailbox had before, the oldest first.

    They are theirs whether they had this mailbox when they left or had changed to another one before; and so
    are the accounts that those followed.
    """
    had = FormerMember.member_id.in_(moved_from(mailbox_hash))
    last = select(FormerMember.member_id).where(or_(FormerMember.mailbox_hash == mailbox_hash, had))
    before = select(EarlierAccount.former_id).where(EarlierAccount.member_id.in_(last))
    theirs = or_(FormerMember.member_id.in_(last), FormerMember.member_id.in_(before))
    found = select(FormerMember.member_id).where(theirs)
    return db.session.scalars(found.order_by(FormerMember.left_at, FormerMember.member_id)).all()


@cache
def rest_due() -> Select[int]:
    """Select the former members of whom something is still to be erased."""
    return (
        select(FormerMember.member_id)
        .where(FormerMember.rest_at <= bindparam("at"))
        .order_by(FormerMember.rest_at)
    )


def is_rest_due(at: datetime) -> bool:
    """Whether something of a former member is to be erased now."""
    return db.session.scalar(_first_rest_due(), {"at": at}) is not None


@cache
def _first_rest_due() -> Select[int]:
    return rest_due().limit(1)


@cache
def old_former() -> Select[int]:
    """Select the former members who left before `:before` and of whom nothing is still to be erased."""
    old = FormerMember.left_at <= bindparam("before"), FormerMember.rest_at.is_(None)
    return select(FormerMember.member_id).where(*old).order_by(FormerMember.left_at, FormerMember.member_id)


@cache
def reasons_due() -> Select[int]:
    """Select who left since `:left_since` and of whom the audit has reasons, none younger than `:before`."""
    reasons = select(func.max(AuditEntry.at)).join(AuditReason, AuditReason.entry_id == AuditEntry.id)
    newest = reasons.where(AuditReason.subject_id == Member.id).correlate(Member).scalar_subquery()
    former = select(Member.id).where(Member.left_at >= bindparam("left_since"), newest <= bindparam("before"))
    return former.order_by(Member.left_at, Member.id)


def open_introductions(member_id: int) -> int:
    """Return how many introductions with this member are open."""
    return len(unfinished_of(member_id))


def circles_hosted(member_id: int) -> int:
    """Return how many circles this member hosts."""
    return len(community.hosted_by(member_id))
