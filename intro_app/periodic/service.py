"""Run due items, each in its own transaction, and record failures and the worker's beat."""

import logging
import traceback
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import PurePath

from sqlalchemy import ColumnElement, CursorResult, Select, and_, delete, select, update

from intro_app.db import atomic, db, insert_into, insert_once
from intro_app.periodic import policy
from intro_app.periodic.models import WHOLE_JOB, BackupCheck, PeriodicFailure, WorkerBeat
from intro_app.periodic.queries import due_items, failed_before

log = logging.getLogger(__name__)

Act = Callable[[int, datetime], bool]


def run_each(job: str, due: Select[int], act: Act, at: datetime, **moments: datetime) -> int:
    """Call `act` for each due item in its own transaction; return for how many it did something.

    `due` selects ids in order, with the parameters `at` and `moments`. It is made once and for all, because
    a worker asks every second. An item that fails or has nothing to do is retried later, so that a hundred of
    them never block the next one. Raises BusyError if the database is unavailable.
    """
    act_alone = partial(_in_transaction, act)
    while items := due_items(job, due, at, **moments):
        if done := sum(attempt(job, item, act_alone, at) for item in items):
            return done
    return 0


def _in_transaction(act: Act, item: int, at: datetime) -> bool:
    with atomic():
        return act(item, at)


def attempt(
    job: str, item: int, act: Act, at: datetime, *, passing: tuple[type[Exception], ...] = ()
) -> bool:
    """Call `act` for one item and record a failure instead of raising it; return whether it did something.

    Exceptions of the types in `passing` are not the item's fault and are raised. Raises BusyError if the
    failure cannot be recorded either, since then the database is unavailable for all.
    """
    try:
        did_something = act(item, at)
    except passing:
        raise
    except Exception as problem:  # noqa: BLE001 - one failing item must not block the others
        note_failure(job, problem, at, item=item)
        return False
    if did_something:
        note_success(job, item=item)
    else:
        _look_again_later(job, item, at)
    return did_something


def note_failure(job: str, problem: Exception, at: datetime, *, item: int = WHOLE_JOB) -> None:
    """Record a failure of an item, or of the whole job, and postpone it.

    The pause is longer each time; after a day an item waits for an operator.
    """
    error = _error(problem)
    with atomic():
        found = _row(job, item, at)
        if not found.last_error:
            found.failures, found.first_at = 0, at
        found.failures, found.last_error = found.failures + 1, error
        found.next_at = at + policy.pause(found.failures)
        found.is_parked = item != WHOLE_JOB and policy.waits_for_a_person(found.first_at, at)
        then = "waits for a person" if found.is_parked else f"next try in {policy.pause(found.failures)}"
        said = "%s %s failed, %s times: %s; %s"
        told = job, item or "as a whole", found.failures, error, then
        # Not as `exc_info`: any formatter but ours would write down its message.
        log.warning(said, *told, extra={"problem": problem})


def note_success(job: str, *, item: int = WHOLE_JOB) -> None:
    """Delete the record of earlier failures."""
    if failed_before(job, [item]):
        with atomic():
            db.session.execute(delete(PeriodicFailure).where(_is(job, item)))


def _look_again_later(job: str, item: int, at: datetime) -> None:
    """Postpone an item that had nothing to do: another worker did it, or it waits for something else."""
    with atomic():
        found = _row(job, item, at)
        found.last_error, found.failures, found.is_parked = "", 0, False
        found.next_at = at + policy.IDLE_PAUSE


def retry(at: datetime, job: str = "", item: int | None = None) -> int:
    """Make failed items due now: all, those of one job, or one item; return how many there were."""
    rows = update(PeriodicFailure).where(PeriodicFailure.last_error != "")
    if job:
        rows = rows.where(PeriodicFailure.job == job)
    if item is not None:
        rows = rows.where(PeriodicFailure.item == item)
    with atomic():
        done = db.session.execute(rows.values(next_at=at, first_at=at, is_parked=False))
    assert isinstance(done, CursorResult)
    return done.rowcount


def beat(worker: str, started_at: datetime, at: datetime) -> None:
    """Record that the worker of this name runs. Raises BusyError if the database is unavailable."""
    row = {"worker": worker, "started_at": started_at, "beat_at": at}
    key = [WorkerBeat.worker]
    with atomic():
        db.session.execute(
            insert_into(WorkerBeat)
            .values(row)
            .on_conflict_do_update(index_elements=key, set_={"beat_at": at})
        )


def forget_ended(at: datetime) -> None:
    """Delete what is older than PATIENCE: beats, and failures whose retry was due, so no longer is."""
    ended = PeriodicFailure.is_parked.is_(False), PeriodicFailure.next_at <= at - policy.PATIENCE
    with atomic():
        db.session.execute(delete(PeriodicFailure).where(*ended))
        db.session.execute(delete(WorkerBeat).where(WorkerBeat.beat_at <= at - policy.PATIENCE))


def _row(job: str, item: int, at: datetime) -> PeriodicFailure:
    """Return the row of an item, created if missing, and locked."""
    new = {"job": job, "item": item, "failures": 0, "first_at": at, "next_at": at, "is_parked": False}
    key = PeriodicFailure.job, PeriodicFailure.item
    db.session.execute(insert_once(PeriodicFailure, new | {"last_error": ""}, *key))
    locked = select(PeriodicFailure).where(_is(job, item)).with_for_update()
    return db.session.scalars(locked.execution_options(populate_existing=True)).one()


def _is(job: str, item: int) -> ColumnElement[bool]:
    return and_(PeriodicFailure.job == job, PeriodicFailure.item == item)


def _error(problem: BaseException) -> str:
    """Return an exception's type and innermost place in our code, but no message, which may name people."""
    root = problem.__cause__ or problem
    frames = traceback.extract_tb(problem.__traceback__)
    ours = [frame for frame in frames if "intro_app" in PurePath(frame.filename).parts]
    place = f" at {PurePath(ours[-1].filename).name}:{ours[-1].lineno}" if ours else ""
    return f"{type(root).__name__}{place}"


def note_verified_backup(at: datetime) -> None:
    """Record that a backup was opened and found whole, for the page on the site's health."""
    with atomic():
        db.session.merge(BackupCheck(id=1, verified_at=at))
