"""What time brings, item after item: one that fails steps aside for the others, longer each time.

    run_each("introductions.release_agreed", queries.due_for_release(at), _release, at)

A job is named once; its failures are rows (`PeriodicFailure`), which the query for what is due leaves out.
"""

from intro_app.periodic.queries import Failing, due_items, failed_jobs, failing
from intro_app.periodic.service import attempt, forget_ended, note_failure, note_success, retry, run_each

__all__ = [
    "Failing",
    "attempt",
    "due_items",
    "failed_jobs",
    "failing",
    "forget_ended",
    "note_failure",
    "note_success",
    "retry",
    "run_each",
]
