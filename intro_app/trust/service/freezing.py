"""Suspend a member's new asks while a severe report is read; this implies no verdict."""

from datetime import datetime

from sqlalchemy import and_, delete, or_, select

from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity.models import EarlierAccount
from intro_app.trust.models import Freeze
from intro_app.trust.policy import LONGEST_FREEZE
from intro_app.trust.queries import limits_of
from intro_app.wording import N_


def freeze(member_id: int, until: datetime, at: datetime) -> None:
    """Suspend new asks of this member until then. Raises DomainError beyond fourteen days."""
    if not at < until <= at + LONGEST_FREEZE:
        raise DomainError(N_("New requests can be paused for at most fourteen days."))
    with atomic():
        db.session.merge(Freeze(member_id=member_id, since=at, until=until))


def thaw(member_id: int, at: datetime) -> None:
    """End a freeze early, if there is one, also where it went on for somebody who joined anew."""
    until = select(Freeze.until).where(Freeze.member_id == member_id)
    later = select(EarlierAccount.member_id).where(EarlierAccount.former_id == member_id)
    carried = and_(Freeze.member_id.in_(later), Freeze.until.in_(until))
    theirs = or_(Freeze.member_id == member_id, carried)
    with atomic():
        db.session.execute(delete(Freeze).where(theirs, Freeze.since <= at))


def carry_harm(former_id: int, member_id: int, at: datetime) -> None:
    """Pause new asks of somebody who joined anew until the harm of their former account has faded enough.

    A freeze while a report is read goes on, too. Their page and their words begin anew; only the pause goes
    on. Does nothing without so much harm.
    """
    harm = limits_of(former_id, at)
    if harm.paused_until is not None and harm.paused_until > at:
        with atomic():
            db.session.merge(Freeze(member_id=member_id, since=at, until=harm.paused_until))


def has_harm(member_id: int, at: datetime) -> bool:
    """Whether harm points of this member still limit their asking."""
    return limits_of(member_id, at).held
