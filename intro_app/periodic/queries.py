"""Queries for due items, for failures and for the worker's beat."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select

from intro_app.db import db
from intro_app.periodic.models import WHOLE_JOB, BackupCheck, PeriodicFailure, WorkerBeat
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


def due_items(job: str, due: Select[int], at: datetime, **moments: datetime) -> list[int]:
    """Return the first ids of the query `due`, without those that wait for a retry.

    `due` is one and the same object at every call. Its parameters are `at` and those in `moments`.
    """
    given = {"at": at, "aside_job": job, "aside_until": at + _FURTHEST, **moments}
    return list(db.session.connection().scalars(_ready(due), given))  # numbers need no entities


@lru_cache(maxsize=200)
def _ready(due: Select[int]) -> Select[int]:
    """Return the statement for due items, made once: making it takes longer than asking the database."""
    (item,) = due.selected_columns
    return due.where(_stays(item)).limit(_BATCH)


def _stays(item: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that an item of this column does not wait for a retry."""
    its_own = and_(PeriodicFailure.job == bindparam("aside_job"), PeriodicFailure.item == item)
    return ~select(PeriodicFailure.item).where(its_own, _steps_aside()).exists()


def failed_before(job: str, items: Sequence[int]) -> set[int]:
    """Return which of these items have a row."""
    rows = select(PeriodicFailure.item).where(PeriodicFailure.job == job, PeriodicFailure.item.in_(items))
    return set(db.session.scalars(rows))


def failed_jobs(at: datetime) -> dict[str, bool]:
    """Return the jobs that failed as a whole, and whether each still waits for its retry."""
    given = {"at": at, "aside_until": at + _FURTHEST}
    return {job: bool(aside) for job, aside in db.session.execute(_failed_jobs(), given)}


@cache
def _failed_jobs() -> Select[str, bool]:
    return select(PeriodicFailure.job, _steps_aside()).where(PeriodicFailure.item == WHOLE_JOB)


def failing() -> list[Failing]:
    """Return what keeps failing, by job, without items that merely had nothing to do."""
    columns = [getattr(PeriodicFailure, name) for name in Failing._fields]
    rows = select(*columns).where(PeriodicFailure.last_error != "")
    return [
        Failing(*row) for row in db.session.execute(rows.order_by(PeriodicFailure.job, PeriodicFailure.item))
    ]


def last_verified_backup() -> datetime | None:
    """Return when a backup was last opened and found whole; None if none ever was."""
    return db.session.scalar(select(func.max(BackupCheck.verified_at)))


def last_beat() -> datetime | None:
    """Return when any worker last showed that it runs; None if none ever did."""
    return db.session.scalar(select(func.max(WorkerBeat.beat_at)))


def _steps_aside() -> ColumnElement[bool]:
    """Return the condition that an item waits for an operator or for its retry."""
    row = PeriodicFailure
    waits = and_(row.next_at > bindparam("at"), row.next_at <= bindparam("aside_until"))
    return or_(row.is_parked, waits)
