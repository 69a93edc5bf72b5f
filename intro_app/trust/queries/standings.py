"""Query members' standing: in words for others, and as limits on asking."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.orm import aliased

from intro_app.db import db, read
from intro_app.trust.events import Severity
from intro_app.trust.models import BALANCE, EventKind, Freeze, KeptStanding, TrustEvent, TrustLine, balance_of
from intro_app.trust.policy import Effect, Limits, Words, effect, inviting_paused, is_good, limits, words
from intro_app.trust.score import PointsRule
from intro_app.trust.state import PointsBalance

_member: BindParameter[int] = bindparam("member")
_line = aliased(TrustLine)
_useful = (
    select(func.count(func.distinct(_line.event_id)))
    .where(_line.member_id == _member, _line.why == PointsRule.CONFIRMED)
    .scalar_subquery()
)
_frozen = select(Freeze.until).where(Freeze.member_id == _member).scalar_subquery()
_WITH_LIMITS = (
    select(KeptStanding, _useful.label("useful"), _frozen.label("frozen_until"))
    .select_from(select(_member.label("id")).subquery("asked"))
    .outerjoin(KeptStanding, KeptStanding.member_id == _member)
    .execution_options(populate_existing=True)
)

_ANSWERED_FOR = (
    select(func.min(TrustEvent.at))
    .join(TrustLine, TrustLine.event_id == TrustEvent.id)
    .where(TrustLine.member_id == _member, TrustLine.why == PointsRule.INVITED)
    .group_by(TrustLine.other_id)
)

_KEPT = select(*BALANCE).where(KeptStanding.member_id == _member)


def standing_of(member_id: int) -> PointsBalance:
    """Return a member's balance; an empty one if they have no row yet."""
    kept = read(_KEPT, {"member": member_id}).one_or_none()
    return balance_of(kept) if kept else PointsBalance()


def standing_words(member_id: int, at: datetime) -> Words:
    """Return a member's standing in the words that others read."""
    return words(standing_of(member_id), at)


def standing_words_of(member_ids: Iterable[int | None], at: datetime) -> dict[int, Words]:
    """Return the standing in words of several members, with one statement; every id gets an entry."""
    ids = {member for member in member_ids if member is not None}
    kept = db.session.scalars(select(KeptStanding).where(KeptStanding.member_id.in_(ids)))
    known = {one.member_id: one.standing for one in kept}
    return {member: words(known.get(member), at) for member in ids}


def effect_on(member_id: int, severity: Severity, at: datetime) -> Effect:
    """Return what an upheld report of this severity means for the member, whose balance includes it."""
    return effect(severity, standing_of(member_id), at)


def is_in_good_standing(member_id: int, at: datetime) -> bool:
    """Whether the site may write to others on this member's word."""
    return is_good(standing_words(member_id, at))


def limits_of(member_id: int, at: datetime) -> Limits:
    """Return how much this member may ask."""
    kept, useful, frozen_until = db.session.execute(_WITH_LIMITS, {"member": member_id}).one()
    standing = kept.standing if kept else PointsBalance()
    return limits(standing, useful=useful, frozen_until=frozen_until, at=at)


def inviting_paused_until(member_id: int, at: datetime) -> datetime | None:
    """Return until when this member can't invite anyone, because of people they invited; None if they can."""
    if standing_of(member_id).offenders_invited < 2:
        return None
    return inviting_paused(db.session.scalars(_ANSWERED_FOR, {"member": member_id}), at)


def founders() -> int:
    """Return how many people admins have vouched for."""
    found = select(func.count()).select_from(TrustEvent).where(TrustEvent.kind == EventKind.FOUNDER)
    return db.session.scalar(found) or 0


def is_founder(member_id: int) -> bool:
    """Return whether an admin has vouched for this member."""
    named = select(TrustEvent.id).where(
        TrustEvent.about == f"member:{member_id}", TrustEvent.kind == EventKind.FOUNDER
    )
    return db.session.scalar(named) is not None
