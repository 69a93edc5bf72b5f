"""Suspend a member's new asks while a severe report is read; this implies no verdict."""

from datetime import datetime

from sqlalchemy import delete

from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.trust.models import Freeze
from intro_app.trust.policy import LONGEST_FREEZE
from intro_app.wording import N_


def freeze(member_id: int, until: datetime, at: datetime) -> None:
    """Suspend new asks of this member until then. Raises DomainError beyond fourteen days."""
    if not at < until <= at + LONGEST_FREEZE:
        raise DomainError(N_("New requests can be paused for at most fourteen days."))
    with atomic():
        db.session.merge(Freeze(member_id=member_id, since=at, until=until))


def thaw(member_id: int, at: datetime) -> None:
    """End a freeze early; does nothing if there is none."""
    with atomic():
        db.session.execute(delete(Freeze).where(Freeze.member_id == member_id, Freeze.since <= at))
