"""Clocks on walls: quiet hours, Monday mornings, and what a date and a time mean in a zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = time(7)


def moment_of(day: date, clock: time, zone: ZoneInfo) -> datetime | None:
    """When the clocks of this zone show it; None when they never do, because an hour is left out that night.

    In the night in which an hour comes twice it is the first of the two.
    """
    local = datetime.combine(day, clock, zone)
    moment = local.astimezone(UTC)
    return moment if moment.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None) else None


def after_quiet_hours(at: datetime, zone: ZoneInfo, quiet_from: int, quiet_until: int) -> datetime:
    """The same moment, or the end of the quiet hours that it falls into; both hours the same: no quiet hours."""
    local = at.astimezone(zone)
    span = (quiet_until - quiet_from) % 24
    if (local.hour - quiet_from) % 24 >= span:
        return at
    over_midnight = local.hour >= quiet_until
    return _first_at(local.date() + timedelta(days=over_midnight), time(quiet_until), zone)


def monday_morning_after(at: datetime, zone: ZoneInfo) -> datetime:
    """The next Monday, seven o'clock, by the clocks of this zone."""
    today = at.astimezone(zone).date()
    monday = today + timedelta(days=-today.weekday() % 7)
    morning = _first_at(monday, MORNING, zone)
    return morning if morning > at else _first_at(monday + timedelta(days=7), MORNING, zone)


def is_monday_morning(at: datetime, zone: ZoneInfo) -> bool:
    """Whether it is Monday from seven in the morning: a digest that is later than noon is none."""
    local = at.astimezone(zone)
    return local.weekday() == 0 and MORNING.hour <= local.hour < 12


def _first_at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """When the clocks show it, or, in a night that leaves it out, as soon as they have gone past it."""
    return datetime.combine(day, clock, zone).astimezone(UTC)
