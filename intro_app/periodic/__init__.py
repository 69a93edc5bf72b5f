"""Run periodic jobs item by item; an item that fails is retried later and does not block the others.

    run_each("introductions.release_agreed", queries.due_for_release(), _release, at)

Failures are stored by the job's name (`PeriodicFailure`), and left out of the query for due items until their
next attempt.
"""

from intro_app.periodic.queries import (
    Failing,
    due_items,
    failed_before,
    failed_jobs,
    failing,
    last_beat,
    last_verified_backup,
)
from intro_app.periodic.service import (
    attempt,
    beat,
    forget_ended,
    note_failure,
    note_success,
    note_verified_backup,
    retry,
    run_each,
)

__all__ = [
    "Failing",
    "attempt",
    "beat",
    "due_items",
    "failed_before",
    "failed_jobs",
    "failing",
    "forget_ended",
    "last_beat",
    "last_verified_backup",
    "note_failure",
    "note_success",
    "note_verified_backup",
    "retry",
    "run_each",
]
