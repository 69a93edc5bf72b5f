"""Pure: what is stored of a count, which month is counted next, and how large a group has to be."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from intro_app.moderation.small_counts import SMALL

# Of a smaller group no figures are made: its people could guess whose they are.
SMALLEST_GROUP = 20
MONTHS = 12


def coarse(number: int) -> int:
    """Return what is stored of a count: 0, 1 for "fewer than five", or the multiple of five below it."""
    return number if number == 0 else max(1, number - number % SMALL)


def last_month(at: datetime, zone: ZoneInfo) -> date:
    """Return the first day of the last month that is over in this time zone."""
    today = at.astimezone(zone).date()
    return _shifted(today.replace(day=1), -1)


def bounds(month: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return when a month begins and ends in this time zone."""
    return datetime.combine(month, time(), zone), datetime.combine(_shifted(month, 1), time(), zone)


def _shifted(month: date, by: int) -> date:
    number = 12 * month.year + month.month - 1 + by
    return date(number // 12, number % 12 + 1, 1)
