"""Queries about changes of address."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, or_, select

from intro_app.config import settings
from intro_app.db import db
from intro_app.identity.models import AddressChange, Member
from intro_app.identity.models.addresses import UNDO_FOR
from intro_app.identity.queries.people import member_by_mailbox
from intro_app.text.mailboxes import canonical, fingerprint


def newest_change(member_id: int) -> AddressChange | None:
    """Return the change that this member asked for last, or None."""
    own = select(AddressChange).where(AddressChange.member_id == member_id, ~AddressChange.by_operator)
    return db.session.scalar(own.order_by(AddressChange.id.desc()).limit(1))


def changes_asked(member_id: int, since: datetime) -> int:
    """Return how many changes this member asked for after a moment."""
    asked = AddressChange.member_id == member_id, ~AddressChange.by_operator, AddressChange.asked_at > since
    return db.session.scalar(select(func.count()).select_from(AddressChange).where(*asked)) or 0


def pending_changes(member_id: int) -> Sequence[AddressChange]:
    """Return the changes of this member that may still take effect, the oldest first."""
    pending = AddressChange.member_id == member_id, *_pending()
    return db.session.scalars(select(AddressChange).where(*pending).order_by(AddressChange.id)).all()


def pending_move(member_id: int) -> AddressChange | None:
    """Return the change by the operator that waits for this member, or None."""
    return next((one for one in pending_changes(member_id) if one.by_operator), None)


@cache
def open_moves() -> Select[int]:
    """Select the changes by the operator that have not taken effect and have not ended."""
    return (
        select(AddressChange.id)
        .where(AddressChange.by_operator, *_pending())
        .order_by(AddressChange.asked_at, AddressChange.id)
    )


def changes_since(change: AddressChange) -> Sequence[AddressChange]:
    """Return a change and all later ones of the same member, the oldest first."""
    later = AddressChange.member_id == change.member_id, AddressChange.id >= change.id
    found = select(AddressChange).where(*later).order_by(AddressChange.id)
    return db.session.scalars(found.execution_options(populate_existing=True)).all()


def changes_made(member_id: int) -> Sequence[AddressChange]:
    """Return the changes that took effect, the newest first, for the page where their owner reads of them."""
    made = AddressChange.member_id == member_id, AddressChange.changed_at.is_not(None)
    return db.session.scalars(select(AddressChange).where(*made).order_by(AddressChange.id.desc())).all()


def undoable_from(mailbox_hash: str, at: datetime) -> AddressChange | None:
    """Return the newest change that the reader of this mailbox can still take back, or None."""
    left_it = AddressChange.old_hash == mailbox_hash, AddressChange.changed_at > at - UNDO_FOR
    undoable = select(AddressChange).join(Member, Member.id == AddressChange.member_id)
    still = undoable.where(*left_it, AddressChange.undone_at.is_(None), Member.left_at.is_(None))
    moved_on = still.where(Member.mailbox_hash != mailbox_hash)
    return db.session.scalar(moved_on.order_by(AddressChange.id.desc()).limit(1))


def is_taken(address: str, member_id: int, at: datetime) -> bool:
    """Whether a mailbox is, or was until lately, that of another member."""
    reader = member_by_mailbox(canonical(address))
    left = undoable_from(fingerprint(address, settings().lasting_key), at)
    others = {reader.id if reader else member_id, left.member_id if left else member_id}
    return others != {member_id}


def reader_of(mailbox_hash: str, posted_at: datetime) -> Member | None:
    """Return the member to whom an e-mail was posted at a moment, by the mailbox they had then, or None."""
    moved = (
        AddressChange.old_hash == mailbox_hash,
        AddressChange.changed_at >= posted_at,
        AddressChange.undone_at.is_(None),
    )
    first = select(Member).join(AddressChange, AddressChange.member_id == Member.id)
    since = first.where(*moved, Member.left_at.is_(None)).order_by(AddressChange.id).limit(1)
    here = select(Member).where(Member.mailbox_hash == mailbox_hash, Member.left_at.is_(None))
    return db.session.scalar(since) or db.session.scalar(here)


def moved_from(mailbox_hash: str) -> Select[int]:
    """Select the members who had this mailbox once, and changed to another one for good."""
    led_away = AddressChange.old_hash == mailbox_hash, AddressChange.changed_at.is_not(None)
    return select(AddressChange.member_id).where(*led_away, AddressChange.undone_at.is_(None))


def mailboxes_of(member: Member) -> list[str]:
    """Return the hashes of every mailbox this member has and had, the present one first."""
    had = AddressChange.member_id == member.id, AddressChange.changed_at.is_not(None)
    earlier = select(AddressChange.old_hash).where(*had, AddressChange.undone_at.is_(None))
    return list(dict.fromkeys([member.mailbox_hash, *db.session.scalars(earlier.order_by(AddressChange.id))]))


def is_to_forget(at: datetime) -> ColumnElement[bool]:
    """Return the condition for changes that came to nothing, or whose addresses nobody needs any more."""
    week_ago, two_days_ago = at - UNDO_FOR - timedelta(hours=1), at - timedelta(days=2)
    never = AddressChange.changed_at.is_(None)
    too_late = or_(AddressChange.changed_at <= week_ago, AddressChange.undone_at <= week_ago)
    unerased = AddressChange.old_email != literal_column("''")
    over = or_(
        and_(too_late, unerased),
        and_(never, AddressChange.ended_at <= week_ago),
        and_(never, ~AddressChange.by_operator, AddressChange.asked_at <= two_days_ago),
    )
    return and_(or_(never, unerased), over)  # the first in the words of the index


def _pending() -> tuple[ColumnElement[bool], ...]:
    return AddressChange.changed_at.is_(None), AddressChange.ended_at.is_(None)
