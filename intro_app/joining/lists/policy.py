"""Pure rules of lists: how large, how fast, when one stops by itself, and how it stands."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

MOST_ROWS = 2000
LARGEST = 1_000_000  # bytes
LONGEST_SOURCE = 200

# One e-mail a second; a worker that was busy catches up on so many at once.
PACE = timedelta(seconds=1)
MOST_AT_ONCE = 5
# While so many of the newest e-mails have not left, no further one is handed over.
MOST_WAITING = 10

# It stops by itself after so many failures among its first ones, or among the last hundred.
MOST_FAILED = 5
LOOKED_AT = 100

# A preview nobody sends, a list that was begun, and what is left of its rows.
PREVIEW_LASTS = timedelta(hours=24)
LIST_LASTS = timedelta(days=30)
FORGOTTEN_AFTER = timedelta(days=120)


class RowVerdict(StrEnum):
    """What the preview says about one row. Only the first kind is invited."""

    OK = "ok"
    TWICE = "twice"
    MALFORMED = "malformed"
    MEMBER = "member"
    ROLE = "role"


class ListState(StrEnum):
    """How a list stands."""

    PREVIEW = "preview"
    SENDING = "sending"
    PAUSED = "paused"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"
    DONE = "done"

    @property
    def is_unfinished(self) -> bool:
        """Whether somebody may still be invited from it."""
        return self in {ListState.SENDING, ListState.PAUSED, ListState.STOPPED}


def must_stop(failed: Sequence[bool]) -> bool:
    """Return whether a list stops by itself; `failed` are the outcomes of its e-mails, oldest first.

    Five of the first twenty are too many, and so are five of any hundred.
    """
    return sum(failed[-LOOKED_AT:]) >= MOST_FAILED


def next_slot(due: datetime, handed: int, at: datetime) -> datetime:
    """Return when the next e-mail may be handed over, after so many at `at`; time that was lost is lost."""
    return max(due, at - PACE * (MOST_AT_ONCE - 1)) + PACE * handed


def number_due(due: datetime, at: datetime) -> int:
    """Return how many e-mails may be handed over now."""
    if due > at:
        return 0
    return min(MOST_AT_ONCE, int((at - due) / PACE) + 1)


def minutes_left(rows: int) -> int:
    """Return in how many minutes so many rows are through, rounded up."""
    return -(-rows * int(PACE.total_seconds()) // 60)
