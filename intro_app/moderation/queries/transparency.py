"""Figures for everybody: counted to the end of the last full month, so that no single event can be watched."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Table, case, func, select

from intro_app.db import Model, db
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import State
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.models import Appeal, Case, Decision, Report
from intro_app.moderation.policy import SMALL, cell
from intro_app.moderation.stages import AppealOutcome, Outcome

Cell = int | str

# A column in which a price would stand, if an introduction could have one.
_PRICE = re.compile(r"price|amount|paid|payment|fee|currency|invoice|stripe|cents")
OPEN = "open"


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What /transparency shows: no name, no cell under five, and nothing younger than the last day of last month."""

    until: date
    asked: Cell
    connected: Cell
    closed: Cell
    sold: int
    reports: dict[Grounds, dict[str, Cell]]
    median_days: int | None
    appeals: Cell
    overturned: Cell


def figures(at: datetime, zone: ZoneInfo) -> Figures:
    """The figures as they stood when the present month began."""
    first = at.astimezone(zone).date().replace(day=1)
    before = datetime.combine(first, time(), tzinfo=zone)
    appeals, overturned = _appeals(before)
    return Figures(
        until=first - timedelta(days=1),
        asked=cell(_introductions(Introduction.sent_at < before)),
        connected=cell(_introductions(Introduction.state == State.CONNECTED, Introduction.ended_at < before)),
        # Counted by the day its author was told: the day it ended is nobody's business.
        closed=cell(_introductions(Introduction.state == State.CLOSED, Introduction.author_told_at < before)),
        sold=introductions_sold(),
        reports=_reports(before),
        median_days=_median_days(before),
        appeals=cell(appeals),
        overturned=cell(overturned),
    )


def introductions_sold() -> int:
    """How many introductions have a price: counted in every column of the database that could hold one.

    There is no such column; the day somebody adds one, the figure tells.
    """
    return sum(_count(select(func.count()).where(column.is_not(None))) for column in _price_columns())


def _price_columns() -> list[ColumnElement[Any]]:
    tables = [table for table in Model.metadata.tables.values() if _is_about_introductions(table)]
    return [column for table in tables for column in table.columns if _PRICE.search(column.name)]


def _is_about_introductions(table: Table) -> bool:
    own = cast("Table", Introduction.__table__)
    return table is own or any(key.references(own) for key in table.foreign_keys)


def _introductions(*conditions: ColumnElement[bool]) -> int:
    return _count(select(func.count()).select_from(Introduction).where(*conditions))


def _reports(before: datetime) -> dict[Grounds, dict[str, Cell]]:
    """Reports by reason and by how their case ended."""
    latest = (
        select(Decision.case_id, func.max(Decision.id).label("decision_id"))
        .where(Decision.in_force_at < before)
        .group_by(Decision.case_id)
        .subquery()
    )
    overturned = Decision.overturned_at.is_not(None) & (Decision.overturned_at < before)
    ended = case((overturned, Outcome.NOT_UPHELD.value), else_=Decision.outcome)
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
    kinds = [*Outcome, OPEN]
    return {grounds: {str(kind): cell(counted[grounds, str(kind)]) for kind in kinds} for grounds in Grounds}


def _median_days(before: datetime) -> int | None:
    spans = select(Case.opened_at, Case.decided_at).where(Case.decided_at < before)
    days = [(end - start) / timedelta(days=1) for start, end in db.session.execute(spans) if end]
    return round(median(days)) if len(days) >= SMALL else None


def _appeals(before: datetime) -> tuple[int, int]:
    decided = select(func.count()).select_from(Appeal).where(Appeal.decided_at < before)
    return _count(decided), _count(decided.where(Appeal.outcome == AppealOutcome.OVERTURNED))


def _count(statement: Any) -> int:
    return db.session.scalar(statement) or 0
