"""How long something that failed steps aside: pure rules."""

from datetime import datetime, timedelta

FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(hours=1)

# What failed for so long waits for a person.
PATIENCE = timedelta(days=1)

# What had nothing to do although it was due looks again after so long, and counts as no failure.
IDLE_PAUSE = timedelta(minutes=5)


def pause(failures: int) -> timedelta:
    """How long to wait after so many failures in a row: a second at first, twice as long each time, at most an hour."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * float(2 ** min(max(failures - 1, 0), 12)))


def waits_for_a_person(first_at: datetime, at: datetime) -> bool:
    """Whether trying again by itself has gone on for long enough."""
    return at - first_at >= PATIENCE
