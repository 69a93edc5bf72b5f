"""The public figures, up to the end of the last full month, so that no single event can be observed."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Any, NamedTuple, cast
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Table, case, false, func, or_, select

from intro_app.db import Model, db
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import State
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.models import Appeal, Case, Decision, Report
from intro_app.moderation.stages import AppealOutcome, CaseOutcome
from intro_app.months import begin_of, present_month, shifted
from intro_app.small_counts import Cell, month_by_month, round_down, typical_days
from intro_app.trust.events import Severity

MONTHS = 12

# The name of a column that could hold a price, if an introduction had one.
_PRICE = re.compile(r"price|amount|paid|payment|fee|currency|invoice|stripe|cents")
OPEN = "open"
KINDS = (*map(str, CaseOutcome), OPEN)


class Counted(NamedTuple):
    """The total of one figure, and what each of the last twelve months added to it."""

    total: Cell
    months: list[Cell]


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What /transparency shows: rounded figures without names, and nothing from the present month.

    `present` is the first day of the month before which everything was counted, in `zone`; `days` maps a
    percentage of all decisions to the number of days within which they came.
    """

    present: date
    zone: ZoneInfo
    asked: Counted
    connected: Counted
    closed: Counted
    sold: int
    reports: dict[Grounds, dict[str, Cell]]
    days: dict[int, int]
    appeals: Cell
    overturned: Cell
    agreed_by_two: Cell
    decided_by_one: Cell

    @property
    def until(self) -> date:
        """The last day that is counted."""
        return self.present - timedelta(days=1)

    @property
    def before(self) -> datetime:
        """The moment before which everything was counted."""
        return begin_of(self.present, self.zone)

    @property
    def months(self) -> list[date]:
        """The first days of the twelve months that are listed."""
        return months_before(self.present)

    @property
    def begun(self) -> bool:
        """Whether any month has a figure of at least five."""
        return any(isinstance(one, int) and one for counted in self.series for one in counted.months)

    @property
    def series(self) -> tuple[Counted, Counted, Counted]:
        """The figures that are listed month by month."""
        return self.asked, self.connected, self.closed

    @property
    def reported(self) -> bool:
        """Whether there was any report at all."""
        return any(round_down for outcomes in self.reports.values() for round_down in outcomes.values())


def figures(at: datetime, zone: ZoneInfo) -> Figures:
    """Return the figures as they were when the present month began in this time zone."""
    return figures_before(present_month(at, zone), zone)


def figures_before(present: date, zone: ZoneInfo) -> Figures:
    """Count everything from before a month; `present` is its first day."""
    ends = [begin_of(day, zone) for day in (*months_before(present), present)]
    before = ends[-1]
    appeals, overturned = _appeals(before)
    return Figures(
        present=present,
        zone=zone,
        asked=_counted(Introduction.sent_at, ends),
        connected=_counted(Introduction.ended_at, ends, Introduction.state == State.CONNECTED),
        # Counted by the day its author was told, since the day on which it ended is confidential.
        closed=_counted(Introduction.author_told_at, ends, Introduction.state == State.CLOSED),
        sold=introductions_sold(),
        reports=_reports(before),
        days=typical_days(_days(before)),
        appeals=round_down(appeals),
        overturned=round_down(overturned),
        agreed_by_two=round_down(_severe(before, in_full=True)),
        decided_by_one=round_down(_severe(before, in_full=False)),
    )


def introductions_sold() -> int:
    """Return how many introductions have a price, from every column of the database that could hold one.

    There is no such column; if somebody ever adds one, this figure will show it.
    """
    return sum(_count(select(func.count()).where(column.is_not(None))) for column in _price_columns())


def _price_columns() -> list[ColumnElement[Any]]:
    tables = [table for table in Model.metadata.tables.values() if _is_about_introductions(table)]
    return [column for table in tables for column in table.columns if _PRICE.search(column.name)]


def _is_about_introductions(table: Table) -> bool:
    own = cast("Table", Introduction.__table__)
    return table is own or any(key.references(own) for key in table.foreign_keys)


def months_before(present: date) -> list[date]:
    """Return the first days of the twelve months before this one."""
    return [shifted(present, by) for by in range(-MONTHS, 0)]


def _counted(when: Any, ends: Sequence[datetime], *conditions: ColumnElement[bool]) -> Counted:
    """Count the rows by the end of each month, with one statement."""
    month = case(*((when < end, number) for number, end in enumerate(ends)))
    rows = select(month, func.count()).where(when < ends[-1], *conditions).group_by(month)
    found = db.session.execute(rows)
    counted = {number: many for number, many in found}  # noqa: C416 - to mypy, rows are not pairs
    totals = list(accumulate(counted.get(number, 0) for number in range(len(ends))))
    return Counted(round_down(totals[-1]), month_by_month(totals))


def _reports(before: datetime) -> dict[Grounds, dict[str, Cell]]:
    """Count the reports by grounds and by the outcome of their case."""
    latest = (
        select(Decision.case_id, func.max(Decision.id).label("decision_id"))
        .where(Decision.in_force_at < before)
        .group_by(Decision.case_id)
        .subquery()
    )
    overturned = Decision.overturned_at.is_not(None) & (Decision.overturned_at < before)
    ended = case((overturned, CaseOutcome.NOT_UPHELD.value), else_=Decision.outcome)
    rows = (
        select(Report.grounds, ended, func.count())
        .outerjoin(latest, latest.c.case_id == Report.case_id)
        .outerjoin(Decision, Decision.id == latest.c.decision_id)
        .where(Report.made_at < before)
        .group_by(Report.grounds, ended)
    )
    counted: Counter[tuple[Grounds, str]] = Counter()
    for grounds, outcome, number in db.session.execute(rows):
        counted[grounds, str(outcome or OPEN)] += number
    return {grounds: {kind: round_down(counted[grounds, kind]) for kind in KINDS} for grounds in Grounds}


def _days(before: datetime) -> list[float]:
    """Return how many days each decided case took."""
    spans = select(Case.opened_at, Case.decided_at).where(Case.decided_at < before)
    return [(end - start) / timedelta(days=1) for start, end in db.session.execute(spans) if end]


def _appeals(before: datetime) -> tuple[int, int]:
    decided = select(func.count()).select_from(Appeal).where(Appeal.decided_at < before)
    return _count(decided), _count(decided.where(Appeal.outcome == AppealOutcome.OVERTURNED))


def _severe(before: datetime, *, in_full: bool) -> int:
    """Count the severe verdicts that stand, by whether they counted in full at that time."""
    full = or_(~Decision.alone, func.coalesce(Decision.agreed_at < before, false()))
    stands = or_(Decision.overturned_at.is_(None), Decision.overturned_at >= before)
    found = Decision.severity >= Severity.SEVERE, Decision.in_force_at < before, stands
    return _count(select(func.count()).select_from(Decision).where(*found, full if in_full else ~full))


def _count(statement: Any) -> int:
    return db.session.scalar(statement) or 0
