"""When e-mails of the community may come: after quiet hours, and a digest on Monday morning."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = time(7)


def after_quiet_hours(at: datetime, zone: ZoneInfo, quiet_from: int, quiet_until: int) -> datetime:
    """Return `at`, or the end of the quiet hours it falls into. Two equal hours mean no quiet hours."""
    local = at.astimezone(zone)
    span = (quiet_until - quiet_from) % 24
    if (local.hour - quiet_from) % 24 >= span:
        return at
    over_midnight = local.hour >= quiet_until
    return _first_at(local.date() + timedelta(days=over_midnight), time(quiet_until), zone)


def monday_morning_after(at: datetime, zone: ZoneInfo) -> datetime:
    """Return the next Monday at 07:00 in this zone, after `at`."""
    today = at.astimezone(zone).date()
    monday = today + timedelta(days=-today.weekday() % 7)
    morning = _first_at(monday, MORNING, zone)
    return morning if morning > at else _first_at(monday + timedelta(days=7), MORNING, zone)


def next_morning(at: datetime, zone: ZoneInfo) -> datetime:
    """Return the next 07:00 in this zone, after `at`."""
    today = at.astimezone(zone).date()
    morning = _first_at(today, MORNING, zone)
    return morning if morning > at else _first_at(today + timedelta(days=1), MORNING, zone)


def is_monday_morning(at: datetime, zone: ZoneInfo) -> bool:
    """Return whether it is Monday between 07:00 and noon in this zone; later a digest is not sent."""
    local = at.astimezone(zone)
    return local.weekday() == 0 and MORNING.hour <= local.hour < 12


def _first_at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Return when the clocks show this time, or the moment after the change when they skip it."""
    return datetime.combine(day, clock, zone).astimezone(UTC)
