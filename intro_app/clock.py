"""The only clock of the house; everything below the views is told the time."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, aware and in UTC."""
    return datetime.now(UTC)
