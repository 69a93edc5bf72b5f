"""Queries for lists: a moderator's queue, asks held for reading, and a member's own cases."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import aliased

from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Role, State
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.models import Case, Decision, Report, Side
from intro_app.moderation.queries.appeals import for_others
from intro_app.moderation.queries.cases import case_by_public_id, half_agreed, near_cases
from intro_app.moderation.queries.sources import is_of_same_source, weight
from intro_app.moderation.stages import READABLE, CaseStage
from intro_app.reportable import SubjectKind
from intro_app.wording import N_, Labelled

PAGE = 50


class CaseRow(NamedTuple):
    """A case in the queue, without names and texts.

    `is_for_others` says that its appeal is against what the reader decided, so that another one judges it.
    """

    id: int
    public_id: str
    stage: CaseStage
    severity: int
    opened_at: datetime
    heard_from: datetime | None
    side_at: datetime | None
    possible_retaliation: bool
    needs_second: bool
    kind: SubjectKind
    is_of_same_source: bool
    claimed_by: str | None
    is_mine: bool
    is_for_others: bool
    grounds: Sequence[Grounds]


class Turn(Labelled):
    """Whose cases a moderator wants to see."""

    MINE = "mine", N_("Mine")
    FREE = "free", N_("Nobody is on it")


class ReportedFrom(Labelled):
    """Where the reports of a case came from."""

    MEMBERS = "members", N_("Members only")
    OTHERS = "others", N_("Someone without an account")


@dataclass(frozen=True, kw_only=True)
class QueueFilter:
    """Which of the waiting cases a moderator wants to see; `older_than` is in days, 0 for any age."""

    kind: SubjectKind | None = None
    severity: int = 0
    older_than: int = 0
    turn: Turn | None = None
    source: ReportedFrom | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether it leaves anything out."""
        return self != QueueFilter()


class AskInReview(NamedTuple):
    """An ask that waits for a moderator to read it."""

    public_id: str
    sent_at: datetime


class MyCase(NamedTuple):
    """A case in which a member is a side, as far as they know of it."""

    public_id: str
    role: Role
    is_about_me: bool
    stage: CaseStage
    kind: SubjectKind
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
    Case.kind,
    is_of_same_source().label("is_of_same_source"),
)


_PLACE = select(Case.id, weight().label("weight"))


def queue(
    judge: Member, at: datetime, after: str = "", wanted: QueueFilter = QueueFilter()
) -> tuple[list[CaseRow], bool, str]:
    """Return what waits for a moderator, the gravest first and then the oldest.

    Returns the rows, whether there are others too near to this moderator, and the id after which the next
    page begins (empty if there is none). A narrowed queue never says that there are others: it would tell
    somebody who is reported what the case is.
    """
    claimed = and_(Case.claimed_by_id == Member.id, Case.claimed_until > at)
    waiting = (
        select(*_COLUMNS, Member.name, func.coalesce(Member.id == judge.id, false()))
        .outerjoin(Member, claimed)
        .where(or_(Case.stage.in_(READABLE), Case.id.in_(half_agreed().where(Decision.by_id != judge.id))))
        .where(*_wanted(wanted, judge, at))
        .order_by(weight().desc(), Case.id)
        .limit(PAGE + 1)
    )
    if after and (last := db.session.execute(_PLACE.where(Case.public_id == after)).one_or_none()):
        beyond = and_(weight() == last.weight, Case.id > last.id)
        waiting = waiting.where(or_(weight() < last.weight, beyond))
    rows = db.session.execute(waiting).all()
    shown = rows[:PAGE]
    ids = [row.id for row in shown]
    near, why, not_mine = near_cases(judge, ids), _grounds_of(ids), for_others(judge, ids, at)
    following = shown[-1].public_id if len(rows) > PAGE else ""
    others = bool(near) and not wanted.is_narrowed
    mine = [row for row in shown if row.id not in near]
    return [CaseRow._make((*row, row.id in not_mine, why[row.id])) for row in mine], others, following


def _wanted(wanted: QueueFilter, judge: Member, at: datetime) -> list[ColumnElement[bool]]:
    """Return the conditions of a filter."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.kind:
        conditions.append(Case.kind == wanted.kind)
    if wanted.severity:
        conditions.append(Case.severity >= wanted.severity)
    if wanted.older_than:
        conditions.append(Case.opened_at <= at - timedelta(days=wanted.older_than))
    if wanted.turn:
        held = and_(Case.claimed_by_id.is_not(None), Case.claimed_until > at)
        mine = and_(held, Case.claimed_by_id == judge.id)
        conditions.append(mine if wanted.turn is Turn.MINE else ~func.coalesce(held, false()))
    if wanted.source:
        without = exists().where(Report.case_id == Case.id, Report.reporter_id.is_(None))
        conditions.append(without if wanted.source is ReportedFrom.OTHERS else ~without)
    return conditions


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
        grounds = found.rule or Grounds.OTHER
        return MyCase(found.public_id, found.about, True, found.stage, found.kind, grounds, since)
    assert report is not None, "a case is somebody's because it is about them or because they reported"
    role, grounds, since = report.role, report.grounds, report.made_at
    return MyCase(found.public_id, role, False, found.stage, found.kind, grounds, since)
