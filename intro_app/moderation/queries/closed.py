"""Find closed cases again: by the person they were about, by kind and by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from intro_app.config import settings
from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.models import Case, Decision
from intro_app.moderation.queries.cases import case_by_public_id, near_cases
from intro_app.moderation.stages import CaseOutcome, CaseStage
from intro_app.months import begin_of, shifted
from intro_app.reportable import SubjectKind
from intro_app.search.among import named
from intro_app.text.mailboxes import canonical, fingerprint

PAGE = 50


@dataclass(frozen=True, kw_only=True)
class ClosedFilter:
    """What a moderator looks for: a part of a name or a whole address, a kind, the month of the decision."""

    typed: str = ""
    kind: SubjectKind | None = None
    month: date | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was chosen."""
        return self != ClosedFilter()


class ClosedRow(NamedTuple):
    """A closed case in the list, without names and texts."""

    id: int
    public_id: str
    kind: SubjectKind
    decided_at: datetime
    rule: Grounds
    outcome: CaseOutcome
    overturned_at: datetime | None


class ClosedCase(NamedTuple):
    """A closed case about a member: by which rule, and how it ended; nothing of who reported."""

    public_id: str
    rule: Grounds
    outcome: CaseOutcome
    decided_at: datetime | None


def closed_cases(judge: Member, wanted: ClosedFilter, after: str = "") -> tuple[list[ClosedRow], str]:
    """Return a page of closed cases, newest first, and the public id after which the next page begins.

    Cases too near to this moderator are left out without a sign.
    """
    found = _closed().where(*_conditions(wanted))
    if after and (last := case_by_public_id(after)) and last.decided_at:
        same_moment = and_(Case.decided_at == last.decided_at, Case.id < last.id)
        found = found.where(or_(Case.decided_at < last.decided_at, same_moment))
    rows = db.session.execute(found.limit(PAGE + 1)).all()
    shown = rows[:PAGE]
    near = near_cases(judge, [row.id for row in shown])
    following = shown[-1].public_id if len(rows) > PAGE else ""
    return [ClosedRow(*row) for row in shown if row.id not in near], following


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


def _closed() -> Select[*tuple[Any, ...]]:
    """Return the query for closed cases with the latest decision of each."""
    latest = (
        select(func.max(Decision.id))
        .where(Decision.case_id == Case.id, Decision.in_force_at.is_not(None))
        .correlate(Case)
        .scalar_subquery()
    )
    columns = Case.id, Case.public_id, Case.kind, Case.decided_at
    decided = select(*columns, Decision.rule, Decision.outcome, Decision.overturned_at)
    joined = decided.join(Decision, Decision.id == latest).where(Case.stage == CaseStage.DECIDED)
    return joined.order_by(Case.decided_at.desc(), Case.id.desc())


def _conditions(wanted: ClosedFilter) -> Sequence[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.typed:
        conditions.append(Case.about_id.in_(_people(wanted.typed)))
    if wanted.kind:
        conditions.append(Case.kind == wanted.kind)
    if wanted.month:
        zone, first = settings().time_zone, wanted.month.replace(day=1)
        begins, ends = begin_of(first, zone), begin_of(shifted(first, 1), zone)
        conditions += [Case.decided_at >= begins, Case.decided_at < ends]
    return conditions


def _people(typed: str) -> Select[int]:
    if "@" not in typed:
        return named(typed)
    mailbox = fingerprint(canonical(typed), settings().lasting_key)
    return select(Member.id).where(Member.mailbox_hash == mailbox)
