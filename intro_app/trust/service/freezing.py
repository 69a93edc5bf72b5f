"""New asks rest while a severe report is read: at once, for a while, and deciding nothing."""

from datetime import datetime

from sqlalchemy import delete

from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.trust.models import Freeze
from intro_app.trust.policy import LONGEST_FREEZE
from intro_app.wording import N_


def freeze(member_id: int, until: datetime, at: datetime) -> None:
    """No new asks from this member until then; it ends by itself. Raises DomainError beyond fourteen days."""
    if not at < until <= at + LONGEST_FREEZE:
        raise DomainError(N_("New asks can rest for fourteen days at the most."))
    with atomic():
        db.session.merge(Freeze(member_id=member_id, since=at, until=until))


def thaw(member_id: int, at: datetime) -> None:
    """End a freeze before its time; one that has ended by itself stays ended."""
    with atomic():
        db.session.execute(delete(Freeze).where(Freeze.member_id == member_id, Freeze.since <= at))
