"""Queries about suspensions and removals."""

from functools import cache

from sqlalchemy import Select, bindparam, func, select

from intro_app.db import db
from intro_app.identity.models import Suspension


def standing_suspension(member_id: int) -> Suspension | None:
    """Return the suspension or removal of this member that has not ended, or None."""
    mine = select(Suspension).where(Suspension.member_id == member_id, Suspension.ended_at.is_(None))
    return db.session.scalars(mine.order_by(Suspension.id.desc()).limit(1)).first()


def suspension_of_mailbox(mailbox_hash: str) -> Suspension | None:
    """Return what stands against somebody who left while suspended or removed, found by their address."""
    theirs = select(Suspension).where(Suspension.mailbox_hash == mailbox_hash, Suspension.mailbox_hash != "")
    return db.session.scalars(theirs.where(Suspension.ended_at.is_(None)).limit(1)).first()


def locked_suspension(suspension_id: int) -> Suspension | None:
    """Return a suspension, its row locked until the transaction ends."""
    return db.session.get(Suspension, suspension_id, with_for_update=True, populate_existing=True)


@cache
def suspensions_over() -> Select[int]:
    """Select the suspensions whose time is over."""
    over = select(Suspension.id).where(Suspension.ended_at.is_(None), Suspension.until <= bindparam("at"))
    return over.order_by(Suspension.until)


def appeals_waiting() -> int:
    """Return how many appeals against suspensions nobody has decided."""
    waiting = select(func.count()).select_from(Suspension).where(Suspension.ended_at.is_(None))
    undecided = waiting.where(Suspension.appealed_at.is_not(None), Suspension.judged_at.is_(None))
    return db.session.scalar(undecided) or 0
