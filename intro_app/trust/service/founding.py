"""Vouch for the first members; before that, nobody's confirmation counts for anything."""

from datetime import datetime

from sqlalchemy import func, select

from intro_app.audit.service import note
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.trust.events import Founder
from intro_app.trust.policy import most_founders
from intro_app.trust.queries import founders
from intro_app.trust.service.recording import record
from intro_app.wording import N_


class FounderRefused(DomainError):
    """Nobody more can be vouched for; carries the sentence that says why."""


def vouch_for_founder(member_id: int, at: datetime, *, why: str = "") -> bool:
    """Record that an admin vouches for one of the first members; return False if that was done before.

    Raises FounderRefused once `most_founders` is reached.
    """
    with atomic():
        here = (
            db.session.scalar(select(func.count()).select_from(Member).where(Member.left_at.is_(None))) or 0
        )
        if founders() >= most_founders(here):
            raise FounderRefused(
                N_("An admin can vouch for at most %(number)s people here."), number=most_founders(here)
            )
        new = record(Founder(at, member_id), at)
        if new:
            note(None, "founder_vouched_for", member_id, "", why, at)
    return new
