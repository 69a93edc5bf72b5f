"""The doctor's checks of the worker: whether it runs, what is overdue, and what keeps failing."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from intro_app import periodic
from intro_app.cli.doctor.findings import Finding, well, wrong
from intro_app.config import Settings
from intro_app.introductions.queries import overdue
from intro_app.periodic import Failing
from intro_app.periodic.policy import has_stopped

_NAMED = 10
_LATE = timedelta(minutes=10)


def worker(at: datetime) -> Iterator[Finding]:
    """Check that a worker has shown lately that it runs."""
    last = periodic.last_beat()
    if not has_stopped(last, at):
        yield well("A worker runs.")
    elif last is None:
        yield wrong(
            "No worker has run yet. Start `intro worker`: without it, no e-mail goes out and nothing closes."
        )
    else:
        yield wrong(
            f"No worker is running; the last one was seen at {last:%Y-%m-%d %H:%M} UTC. "
            "Start `intro worker`; "
            "its log says why it stopped."
        )


def late(settings: Settings, at: datetime) -> Iterator[Finding]:
    """Check that contact details go out and introductions end when they should."""
    releases, closings = overdue(at - _LATE, settings.undo_window)
    if releases:
        yield wrong(f"{_introductions(releases)} agreed, but the contact details have not gone out.")
    if closings:
        yield wrong(f"{_introductions(closings)} past the closing date but still open.")
    if not (releases or closings):
        yield well("Introductions are connected and closed on time.")


def _introductions(count: int) -> str:
    return "1 introduction is" if count == 1 else f"{count} introductions are"


def failing() -> Iterator[Finding]:
    """Yield a finding for each job that keeps failing, with its items and the error."""
    found = sorted(periodic.failing(), key=lambda one: (one.job, one.last_error, one.is_parked, one.item))
    if not found:
        yield well("All scheduled jobs are done, and none keeps failing.")
    for (job, error, is_parked), same in groupby(
        found, key=lambda one: (one.job, one.last_error, one.is_parked)
    ):
        rows = list(same)
        since = min(row.first_at for row in rows)
        then = f"needs you: fix the cause, then run: intro stuck retry {job}" if is_parked else _next(rows)
        yield wrong(f"{job} fails {_of(rows)} ({error}), since {since:%Y-%m-%d %H:%M} UTC; it {then}")


def _of(rows: Sequence[Failing]) -> str:
    """Return which items fail, by id."""
    if rows[0].item == 0:
        return "as a whole"
    named = ", ".join(str(row.item) for row in rows[:_NAMED])
    return f"for {named}" + (f" and {len(rows) - _NAMED} more" if len(rows) > _NAMED else "")


def _next(rows: Sequence[Failing]) -> str:
    return f"will be retried automatically, next at {min(row.next_at for row in rows):%H:%M:%S} UTC."
