"""Pure: which month is counted next, and how large a group has to be."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from intro_app.months import begin_of, present_month, shifted

# Of a smaller group no figures are made: its people could guess whose they are.
SMALLEST_GROUP = 20
MONTHS = 12


def last_month(at: datetime, zone: ZoneInfo) -> date:
    """Return the first day of the last month that is over in this time zone."""
    return shifted(present_month(at, zone), -1)


def bounds(month: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return when a month begins and ends in this time zone."""
    return begin_of(month, zone), begin_of(shifted(month, 1), zone)
