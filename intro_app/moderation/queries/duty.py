"""Queries on what waits for moderators: for each of them, and for the operator."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ScalarSelect, Select, and_, exists, false, func, or_, select

from intro_app.db import db
from intro_app.identity.models import Member, Staff, StaffRole
from intro_app.identity.queries import who_can
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import State
from intro_app.moderation.models import Case, Decision, Report
from intro_app.moderation.models.cases import HEARING
from intro_app.moderation.queries.appeals import for_others, may_be_for
from intro_app.moderation.queries.cases import half_agreed, near_cases
from intro_app.moderation.queries.lists import held_for
from intro_app.moderation.stages import READABLE, CaseStage

_MOST = 500


class Workload(NamedTuple):
    """What waits for one moderator.

    `cases` counts cases in which a moderator has the next step, `gravest` is their highest severity, `oldest`
    when the first of them was opened (None if there is none). `held` counts requests to be read before they
    are sent.
    """

    cases: int
    gravest: int
    oldest: datetime | None
    held: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not (self.cases or self.held)


def moderators() -> Sequence[Member]:
    """Return the members who moderate."""
    found = select(Member).join(Staff, Staff.member_id == Member.id)
    serving = Staff.role == StaffRole.MODERATOR, Member.left_at.is_(None)
    return db.session.scalars(found.where(*serving).order_by(Member.id)).all()


def serving(right: StaffRole) -> Sequence[Member]:
    """Return the members who have this right, by whichever role."""
    able = Member.id.in_(who_can(right)), Member.left_at.is_(None)
    return db.session.scalars(select(Member).where(*able).order_by(Member.id)).all()


def claimant_of(case: Case, at: datetime) -> Member | None:
    """Return the moderator who says that they are working on this case, or None."""
    found = case.claimant_id(at)
    return db.session.get(Member, found) if found else None


def workload(judge: Member, at: datetime, *, since_before: datetime) -> Workload:
    """Return what has waited for this moderator since before that moment, at most _MOST cases.

    Cases that are too near to them are left out, and appeals against what they decided themselves.
    """
    rows = db.session.execute(_waiting(judge, at).where(Case.opened_at <= since_before)).all()
    ids = [row.id for row in rows]
    not_theirs = near_cases(judge, ids) | for_others(judge, ids, at)
    mine = [row for row in rows if row.id not in not_theirs]
    return Workload(
        cases=len(mine),
        gravest=max((row.severity for row in mine), default=0),
        oldest=min((row.opened_at for row in mine), default=None),
        held=_held(judge, at, since_before),
    )


def number_waiting(judge: Member, at: datetime) -> ScalarSelect[int]:
    """Return a subquery that counts what may wait for this moderator, for the navigation of every page.

    Cases and requests in which they have a part are left out; those of people they know are not, nor appeals
    that somebody else could judge, since these take several statements to find. Where anything is left,
    `workload` is exact.
    """
    reported = exists().where(Report.case_id == Case.id, Report.reporter_id == judge.id)
    seats = Introduction.first_id, Introduction.second_id, Introduction.connector_id
    theirs = exists().where(
        Introduction.id == Case.introduction_id, or_(*(seat == judge.id for seat in seats))
    )
    others = Case.about_id.is_distinct_from(judge.id), Case.involved_id.is_distinct_from(judge.id)
    cases = _waiting(judge, at).where(*others, ~reported, ~theirs).order_by(None).limit(None)
    held = select(Introduction.id).where(*held_for(judge, at))
    numbers = [select(func.count()).select_from(one.subquery()).scalar_subquery() for one in (cases, held)]
    return select(numbers[0] + numbers[1]).scalar_subquery()


def is_anything_waiting() -> bool:
    """Whether any case needs a moderator or any request is held: a cheap question before those above."""
    undecided = select(Case.id).where(Case.stage.in_(READABLE))
    held = select(Introduction.id).where(Introduction.state == State.HELD)
    return any(db.session.scalar(one.limit(1)) is not None for one in (undecided, held, half_agreed()))


def is_first_since(case: Case, day: datetime) -> bool:
    """Whether no other case was opened since this moment."""
    other = select(Case.id).where(Case.opened_at >= day, Case.id != case.id)
    return db.session.scalar(other.limit(1)) is None


def unread_since(before: datetime) -> int:
    """Return how many open cases were opened before this moment and have been read by no moderator."""
    unread = Case.stage == CaseStage.OPEN, Case.first_read_at.is_(None), Case.opened_at <= before
    return db.session.scalar(select(func.count()).select_from(Case).where(*unread)) or 0


def _waiting(judge: Member, at: datetime) -> Select[int, int, datetime]:
    """Return a query for the cases in which a moderator has the next step, the gravest first.

    While the reported person has time to answer, nobody has to do anything; and a proposed decision, or one
    that counts for less until two agree, waits for somebody else than whoever wrote it; so does an appeal,
    as long as there is anybody else.
    """
    proposed = exists().where(
        Decision.case_id == Case.id, Decision.in_force_at.is_(None), Decision.dropped_at.is_(None)
    )
    by_others = proposed.where(Decision.by_id != judge.id)
    unanswered = and_(Case.side_at.is_(None), Case.heard_from > at - HEARING)
    undecided = and_(Case.stage == CaseStage.OPEN, ~func.coalesce(unanswered, false()), ~proposed)
    appealed = and_(Case.stage == CaseStage.APPEALED, may_be_for(judge, at))
    ours = or_(appealed, undecided, and_(Case.stage == CaseStage.OPEN, by_others))
    to_agree = Case.id.in_(half_agreed().where(Decision.by_id != judge.id))
    waiting = or_(and_(Case.stage.in_(READABLE), ours), to_agree)
    found = select(Case.id, Case.severity, Case.opened_at).where(waiting)
    return found.order_by(Case.severity.desc(), Case.id).limit(_MOST)


def _held(judge: Member, at: datetime, since_before: datetime) -> int:
    """Return how many requests wait to be read, without those in which the moderator has a part."""
    held = (
        select(func.count())
        .select_from(Introduction)
        .where(*held_for(judge, at), Introduction.sent_at <= since_before)
    )
    return db.session.scalar(held) or 0
