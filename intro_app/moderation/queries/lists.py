"""Queries for lists: a moderator's queue, asks held for reading, and a member's own cases."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, or_, select
from sqlalchemy.orm import aliased

from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Role, State
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.models import Case, Decision, Report, Side
from intro_app.moderation.queries.cases import case_by_public_id, half_agreed, near_cases
from intro_app.moderation.stages import READABLE, CaseOutcome, CaseStage

PAGE = 50


class CaseRow(NamedTuple):
    """A case in the queue, without names and texts."""

    id: int
    public_id: str
    stage: CaseStage
    severity: int
    opened_at: datetime
    heard_from: datetime | None
    side_at: datetime | None
    possible_retaliation: bool
    needs_second: bool
    grounds: Sequence[Grounds]


class AskInReview(NamedTuple):
    """An ask that waits for a moderator to read it."""

    public_id: str
    sent_at: datetime


class ClosedCase(NamedTuple):
    """A closed case about a member: by which rule, and how it ended; nothing of who reported."""

    public_id: str
    rule: Grounds
    outcome: CaseOutcome
    decided_at: datetime | None


class MyCase(NamedTuple):
    """A case in which a member is a side, as far as they know of it."""

    public_id: str
    role: Role
    is_about_me: bool
    stage: CaseStage
    grounds: Grounds
    since: datetime


_PROPOSED = exists().where(
    Decision.case_id == Case.id, Decision.in_force_at.is_(None), Decision.dropped_at.is_(None)
)
_COLUMNS = (
    Case.id,
    Case.public_id,
    Case.stage,
    Case.severity,
    Case.opened_at,
    Case.heard_from,
    Case.side_at,
    Case.possible_retaliation,
    or_(_PROPOSED, Case.id.in_(half_agreed())).label("needs_second"),
)


def queue(judge: Member, after: str = "") -> tuple[list[CaseRow], bool, str]:
    """Return what waits for a moderator, the gravest first and then the oldest.

    Returns the rows, whether there are others too near to this moderator, and the id after which the next
    page begins (empty if there is none).
    """
    waiting = (
        select(*_COLUMNS)
        .where(or_(Case.stage.in_(READABLE), Case.id.in_(half_agreed().where(Decision.by_id != judge.id))))
        .order_by(Case.severity.desc(), Case.id)
        .limit(PAGE + 1)
    )
    if after and (last := case_by_public_id(after)):
        beyond = and_(Case.severity == last.severity, Case.id > last.id)
        waiting = waiting.where(or_(Case.severity < last.severity, beyond))
    rows = db.session.execute(waiting).all()
    shown = rows[:PAGE]
    near, why = near_cases(judge, [row.id for row in shown]), _grounds_of([row.id for row in shown])
    following = shown[-1].public_id if len(rows) > PAGE else ""
    return [CaseRow(*row, why[row.id]) for row in shown if row.id not in near], bool(near), following


def _grounds_of(case_ids: Sequence[int]) -> dict[int, list[Grounds]]:
    why: dict[int, list[Grounds]] = defaultdict(list)
    reported = select(Report.case_id, Report.grounds).where(Report.case_id.in_(case_ids)).order_by(Report.id)
    for case_id, grounds in db.session.execute(reported):
        if grounds not in why[case_id]:
            why[case_id].append(grounds)
    return why


def held(judge: Member, at: datetime) -> list[AskInReview]:
    """Return asks held for reading, the oldest first, without those in which the moderator has a part."""
    waiting = select(Introduction.public_id, Introduction.sent_at).where(*held_for(judge, at))
    return [AskInReview(*row) for row in db.session.execute(waiting.order_by(Introduction.id).limit(PAGE))]


def held_for(judge: Member, at: datetime) -> list[ColumnElement[bool]]:
    """Return the conditions of an introduction that this moderator may read before it is sent."""
    seats = Introduction.first_id, Introduction.second_id, Introduction.connector_id
    return [
        Introduction.state == State.HELD,
        Introduction.closes_at > at,
        *(seat.is_distinct_from(judge.id) for seat in seats),
    ]


def held_by_id(public_id: str) -> Introduction | None:
    """Return one held ask; None once it was sent or returned."""
    return db.session.scalar(
        select(Introduction).where(Introduction.public_id == public_id, Introduction.state == State.HELD)
    )


def cases_of(member_id: int, at: datetime) -> list[MyCase]:
    """Return the cases that a member reported, or was asked about or told of; newest first."""
    own = aliased(Report)
    about_me = case((Case.about_id == member_id, 1), else_=0)
    rows = (
        select(Case, own, about_me)
        .outerjoin(own, and_(own.case_id == Case.id, own.reporter_id == member_id))
        .where(or_(own.id.is_not(None), and_(Case.about_id == member_id, _knows(at))))
        .order_by(Case.id.desc())
    )
    return [_mine(found, report, bool(about)) for found, report, about in db.session.execute(rows.limit(100))]


def of_member(member: Member, public_id: str, at: datetime) -> tuple[Case, Side] | None:
    """Return a case that this member knows of, with their side in it, or None."""
    found = case_by_public_id(public_id)
    if found is None:
        return None
    if found.about_id == member.id:
        return (found, Side(found.about)) if found.is_known(at) else None
    report = found.report_by(member.id)
    return (found, found.side_of(report)) if report else None


def closed_about(member_id: int, judge: Member) -> list[ClosedCase]:
    """Return the closed cases about a member, newest first, without those too near to this moderator."""
    rows = (
        select(Case.id, Case.public_id, Decision.rule, Decision.outcome, Case.decided_at)
        .join(Decision, Decision.case_id == Case.id)
        .where(Case.about_id == member_id, Case.stage == CaseStage.DECIDED)
        .where(Decision.in_force_at.is_not(None), Decision.overturned_at.is_(None))
        .order_by(Decision.id.desc())
    )
    found = db.session.execute(rows.limit(PAGE)).all()
    near = near_cases(judge, [row.id for row in found])
    return [ClosedCase(*row[1:]) for row in found if row.id not in near]


def case_behind(decision_id: int, member_id: int) -> str:
    """Return the public id of the case behind a ledger entry if the member is a side of it; else empty."""
    reported = exists().where(Report.case_id == Case.id, Report.reporter_id == member_id)
    found = (
        select(Case.public_id)
        .join(Decision, Decision.case_id == Case.id)
        .where(Decision.id == decision_id, or_(Case.about_id == member_id, reported))
    )
    return db.session.scalar(found) or ""


def _knows(at: datetime) -> ColumnElement[bool]:
    told = exists().where(
        Decision.case_id == Case.id, Decision.in_force_at.is_not(None), Decision.severity.is_not(None)
    )
    return or_(Case.heard_from <= at, Case.frozen_at.is_not(None), told)


def _mine(found: Case, report: Report | None, about_me: bool) -> MyCase:
    if about_me:
        since = found.heard_from or found.frozen_at or found.decided_at or found.opened_at
        return MyCase(found.public_id, found.about, True, found.stage, found.rule or Grounds.OTHER, since)
    assert report is not None, "a case is somebody's because it is about them or because they reported"
    return MyCase(found.public_id, report.role, False, found.stage, report.grounds, report.made_at)
