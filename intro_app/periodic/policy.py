"""Pure rules for the retries of failed items."""

from datetime import datetime, timedelta

FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(hours=1)

# An item that failed for this long waits for an operator.
PATIENCE = timedelta(days=1)

# An item that was due but had nothing to do is tried again after this; it is not a failure.
IDLE_PAUSE = timedelta(minutes=5)


def pause(failures: int) -> timedelta:
    """Return how long to wait after failures in a row: a second, doubled each time, at most an hour."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * float(2 ** min(max(failures - 1, 0), 12)))


def waits_for_a_person(first_at: datetime, at: datetime) -> bool:
    """Whether automatic retries have gone on for PATIENCE."""
    return at - first_at >= PATIENCE
