"""Pure: which month comes before or after, and when one begins in a time zone."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo


def shifted(month: date, by: int) -> date:
    """Return the first day of the month that is `by` months later; earlier if negative."""
    number = 12 * month.year + month.month - 1 + by
    return date(number // 12, number % 12 + 1, 1)


def present_month(at: datetime, zone: ZoneInfo) -> date:
    """Return the first day of the month of this moment in a time zone."""
    return at.astimezone(zone).date().replace(day=1)


def begin_of(month: date, zone: ZoneInfo) -> datetime:
    """Return when the month that starts on this day begins in a time zone."""
    return datetime.combine(month, time(), zone)
