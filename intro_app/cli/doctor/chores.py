"""The doctor's check of the worker's periodic jobs that keep failing."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from intro_app import periodic
from intro_app.cli.doctor.findings import Finding, well, wrong
from intro_app.periodic import Failing

_NAMED = 10


def failing() -> Iterator[Finding]:
    """Yield a finding for each job that keeps failing, with its items and the error."""
    found = sorted(periodic.failing(), key=lambda one: (one.job, one.last_error, one.is_parked, one.item))
    if not found:
        yield well("What time brings is done; nothing of it keeps failing.")
    for (job, error, is_parked), same in groupby(
        found, key=lambda one: (one.job, one.last_error, one.is_parked)
    ):
        rows = list(same)
        since = min(row.first_at for row in rows)
        then = (
            f"waits for a person: once it is mended, type: intro stuck retry {job}"
            if is_parked
            else _next(rows)
        )
        yield wrong(f"{job} fails {_of(rows)} ({error}), since {since:%Y-%m-%d %H:%M} UTC; it {then}")


def _of(rows: Sequence[Failing]) -> str:
    """Return which items fail, by id."""
    if rows[0].item == 0:
        return "as a whole"
    named = ", ".join(str(row.item) for row in rows[:_NAMED])
    return f"for {named}" + (f" and {len(rows) - _NAMED} more" if len(rows) > _NAMED else "")


def _next(rows: Sequence[Failing]) -> str:
    return f"is tried again by itself, next at {min(row.next_at for row in rows):%H:%M:%S} UTC."
