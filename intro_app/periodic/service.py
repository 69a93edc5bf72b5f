"""Doing what is due, and writing down what failed: each item in a transaction of its own."""

import logging
import traceback
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import PurePath

from sqlalchemy import ColumnElement, CursorResult, Select, and_, delete, select, update

from intro_app.db import atomic, db, insert_once
from intro_app.periodic import policy
from intro_app.periodic.models import WHOLE_JOB, PeriodicFailure
from intro_app.periodic.queries import due_items, failed_before

log = logging.getLogger(__name__)

Act = Callable[[int, datetime], bool]


def run_each(job: str, due: Select[int], act: Act, at: datetime) -> int:
    """Act on what is due, each in a transaction of its own; for how many it did something.

    `due` selects ids, the first to be done first. One that fails, or has nothing to do, steps aside, so that
    a hundred of them never stand in front of the next. Raises BusyError when the database is away.
    """
    act_alone = partial(_in_transaction, act)
    while items := due_items(job, due, at):
        if done := sum(attempt(job, item, act_alone, at) for item in items):
            return done
    return 0


def _in_transaction(act: Act, item: int, at: datetime) -> bool:
    with atomic():
        return act(item, at)


def attempt(
    job: str, item: int, act: Act, at: datetime, *, passing: tuple[type[Exception], ...] = ()
) -> bool:
    """Act on one item, whose failure is written down and raised no further; whether it did something.

    Errors of the kinds in `passing` say nothing about the item and are raised. Raises BusyError when the
    failure cannot be written down either: then the database is away for all.
    """
    try:
        did_something = act(item, at)
    except passing:
        raise
    except Exception as problem:  # noqa: BLE001 - what fails for one must not keep the others waiting
        note_failure(job, problem, at, item=item)
        return False
    if did_something:
        note_success(job, item=item)
    else:
        _look_again_later(job, item, at)
    return did_something


def note_failure(job: str, problem: Exception, at: datetime, *, item: int = WHOLE_JOB) -> None:
    """Let an item, or the whole job, step aside: longer each time, and after a day until a person comes."""
    error = _error(problem)
    with atomic():
        found = _row(job, item, at)
        if not found.last_error:
            found.failures, found.first_at = 0, at
        found.failures, found.last_error = found.failures + 1, error
        found.next_at = at + policy.pause(found.failures)
        found.is_parked = item != WHOLE_JOB and policy.waits_for_a_person(found.first_at, at)
        then = "waits for a person" if found.is_parked else f"next try in {policy.pause(found.failures)}"
        log.warning("%s %s failed, %s times: %s; %s", job, item or "as a whole", found.failures, error, then)


def note_success(job: str, *, item: int = WHOLE_JOB) -> None:
    """Forget what failed before."""
    if failed_before(job, [item]):
        with atomic():
            db.session.execute(delete(PeriodicFailure).where(_is(job, item)))


def _look_again_later(job: str, item: int, at: datetime) -> None:
    """It was due and nothing was to be done: another worker did it, or it has to wait for something else."""
    with atomic():
        found = _row(job, item, at)
        found.last_error, found.failures, found.is_parked = "", 0, False
        found.next_at = at + policy.IDLE_PAUSE


def retry(at: datetime, job: str = "", item: int | None = None) -> int:
    """Try again now what failed: all, one job's, or one item; how many there were."""
    rows = update(PeriodicFailure).where(PeriodicFailure.last_error != "")
    if job:
        rows = rows.where(PeriodicFailure.job == job)
    if item is not None:
        rows = rows.where(PeriodicFailure.item == item)
    with atomic():
        done = db.session.execute(rows.values(next_at=at, first_at=at, is_parked=False))
    assert isinstance(done, CursorResult)
    return done.rowcount


def forget_ended(at: datetime) -> None:
    """Forget what nobody tried although its time came: it is not due any more."""
    ended = PeriodicFailure.is_parked.is_(False), PeriodicFailure.next_at <= at - policy.PATIENCE
    with atomic():
        db.session.execute(delete(PeriodicFailure).where(*ended))


def _row(job: str, item: int, at: datetime) -> PeriodicFailure:
    """The row of an item, made if need be, and locked."""
    new = {"job": job, "item": item, "failures": 0, "first_at": at, "next_at": at, "is_parked": False}
    key = PeriodicFailure.job, PeriodicFailure.item
    db.session.execute(insert_once(PeriodicFailure, new | {"last_error": ""}, *key))
    locked = select(PeriodicFailure).where(_is(job, item)).with_for_update()
    return db.session.scalars(locked.execution_options(populate_existing=True)).one()


def _is(job: str, item: int) -> ColumnElement[bool]:
    return and_(PeriodicFailure.job == job, PeriodicFailure.item == item)


def _error(problem: BaseException) -> str:
    """The kind of an error and its innermost place in our code; never its words, which may name people."""
    root = problem.__cause__ or problem
    frames = traceback.extract_tb(problem.__traceback__)
    ours = [frame for frame in frames if "intro_app" in PurePath(frame.filename).parts]
    place = f" at {PurePath(ours[-1].filename).name}:{ours[-1].lineno}" if ours else ""
    return f"{type(root).__name__}{place}"
