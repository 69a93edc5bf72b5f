"""Queries for due items, for failures and for the worker's beat."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select

from intro_app.db import db
from intro_app.periodic.models import WHOLE_JOB, PeriodicFailure, WorkerBeat
from intro_app.periodic.policy import LONGEST_PAUSE

_BATCH = 100
# A date further ahead was written by a clock that ran ahead, and is ignored; clocks may differ by a minute.
_FURTHEST = LONGEST_PAUSE + timedelta(minutes=1)


class Failing(NamedTuple):
    """A failing item; item 0 is the job as a whole."""

    job: str
    item: int
    failures: int
    first_at: datetime
    next_at: datetime
    is_parked: bool
    last_error: str


def due_items(job: str, due: Select[int], at: datetime, *, limit: int = _BATCH) -> list[int]:
    """Return the first `limit` ids of the query `due`, without those that wait for a retry."""
    (item,) = due.selected_columns
    given = {"aside_job": job, "aside_at": at, "aside_until": at + _FURTHEST}
    return list(db.session.scalars(due.where(_stays(item)).limit(limit), given))


@lru_cache(maxsize=100)
def _stays(item: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that an item of this column does not wait for a retry.

    It is made once, since making it takes longer than asking the database; its values are given by due_items.
    """
    row = PeriodicFailure
    waits = and_(row.next_at > bindparam("aside_at"), row.next_at <= bindparam("aside_until"))
    its_own = and_(row.job == bindparam("aside_job"), row.item == item)
    return ~select(row.item).where(its_own, or_(row.is_parked, waits)).exists()


def failed_before(job: str, items: Sequence[int]) -> set[int]:
    """Return which of these items have a row."""
    rows = select(PeriodicFailure.item).where(PeriodicFailure.job == job, PeriodicFailure.item.in_(items))
    return set(db.session.scalars(rows))


def failed_jobs(at: datetime) -> dict[str, bool]:
    """Return the jobs that failed as a whole, and whether each still waits for its retry."""
    whole = select(PeriodicFailure.job, _steps_aside(at)).where(PeriodicFailure.item == WHOLE_JOB)
    return {job: bool(aside) for job, aside in db.session.execute(whole)}


def failing() -> list[Failing]:
    """Return what keeps failing, by job, without items that merely had nothing to do."""
    columns = [getattr(PeriodicFailure, name) for name in Failing._fields]
    rows = select(*columns).where(PeriodicFailure.last_error != "")
    return [
        Failing(*row) for row in db.session.execute(rows.order_by(PeriodicFailure.job, PeriodicFailure.item))
    ]


def last_beat() -> datetime | None:
    """Return when any worker last showed that it runs; None if none ever did."""
    return db.session.scalar(select(func.max(WorkerBeat.beat_at)))


def _steps_aside(at: datetime) -> ColumnElement[bool]:
    """Return the condition that an item waits for an operator or for its retry."""
    waits = and_(PeriodicFailure.next_at > at, PeriodicFailure.next_at <= at + _FURTHEST)
    return or_(PeriodicFailure.is_parked, waits)
