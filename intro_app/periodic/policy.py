"""Pure rules for the retries of failed items and for the worker's beat."""

from datetime import datetime, timedelta

FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(hours=1)

# An item that failed for this long waits for an operator.
PATIENCE = timedelta(days=1)

# A worker shows so often that it runs. If it has not for BEAT_LOST_AFTER, it counts as gone. The longest wait
# between two beats is one conversation with a silent mail server: SMTP_TIMEOUT, at most a minute.
BEAT_EVERY = timedelta(seconds=20)
BEAT_LOST_AFTER = timedelta(minutes=3)

# An item that was due but had nothing to do is tried again after this; it is not a failure.
IDLE_PAUSE = timedelta(minutes=5)


def pause(failures: int) -> timedelta:
    """Return how long to wait after failures in a row: a second, doubled each time, at most an hour."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * float(2 ** min(max(failures - 1, 0), 12)))


def waits_for_a_person(first_at: datetime, at: datetime) -> bool:
    """Whether automatic retries have gone on for PATIENCE."""
    return at - first_at >= PATIENCE


def has_stopped(last_beat: datetime | None, at: datetime) -> bool:
    """Whether no worker runs, to judge by the last beat of any of them."""
    return last_beat is None or at - last_beat > BEAT_LOST_AFTER
