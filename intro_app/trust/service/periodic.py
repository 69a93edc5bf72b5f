"""Periodic task: tell whoever's word fell because the formula changed; no word falls silently."""

from datetime import datetime
from functools import cache

from sqlalchemy import Select, select

from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.outbox import post
from intro_app.periodic import run_each
from intro_app.trust import emails
from intro_app.trust.models import KeptStanding
from intro_app.trust.policy import words
from intro_app.trust.rules import TrustLevel


def tell_fallen(at: datetime) -> int:
    """Tell each member whose word a new edition of the formula lowered; return how many."""
    told = 0
    while done := run_each("trust.tell_fallen", _fallen(), _tell, at):
        told += done
    return told


@cache
def _fallen() -> Select[int]:
    fallen = select(KeptStanding.member_id).where(KeptStanding.fell_from.is_not(None))
    return fallen.order_by(KeptStanding.member_id)


def _tell(member_id: int, at: datetime) -> bool:
    kept = db.session.get(KeptStanding, member_id, with_for_update=True, populate_existing=True)
    if kept is None or kept.fell_from is None:
        return False
    before, kept.fell_from = TrustLevel(kept.fell_from), None
    member = db.session.get(Member, member_id)
    if member is not None and member.left_at is None:
        post(emails.standing_recounted(member, before, words(kept.standing, at)), at=at)
    return True


CHORES = (tell_fallen,)
