"""What the clocks of a time zone show, and which zone a calendar file can give its times in."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def moment_of(day: date, clock: time, zone: ZoneInfo) -> datetime | None:
    """Return the moment (in UTC) at which the clocks of this zone show a date and time.

    None when the clocks skip that time. When they show it twice, it is the first of the two.
    """
    local = datetime.combine(day, clock, zone)
    moment = local.astimezone(UTC)
    return moment if moment.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None) else None


def zone_in_file(name: str, moments: Iterable[datetime]) -> tzinfo:
    """Return the zone in which a calendar file gives these moments.

    It is UTC when one falls into an hour that the clocks show twice, because a file cannot say which of the
    two is meant. It is also UTC for a zone that this machine no longer knows.
    """
    try:
        zone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
    is_unclear = any(_comes_twice(moment.astimezone(zone)) for moment in moments)
    return UTC if zone.key == "UTC" or is_unclear else zone


def _comes_twice(local: datetime) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
