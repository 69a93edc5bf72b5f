"""How seats are given, in the order in which people accepted, and when a gathering starts."""

from datetime import UTC, date, datetime, time
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from intro_app.community.gatherings.models import GatheringReply


def free_seats(capacity: int | None, going: int) -> int | None:
    """Return how many more people can come; None means no limit."""
    return None if capacity is None else max(0, capacity - going)


def reply_to_yes(capacity: int | None, going: int) -> GatheringReply:
    """Return what a yes becomes: GOING while there is a seat, otherwise WAITING."""
    return GatheringReply.WAITING if free_seats(capacity, going) == 0 else GatheringReply.GOING


def moment_of(day: date, clock: time, zone: ZoneInfo) -> datetime | None:
    """Return the moment (in UTC) at which the clocks of this zone show a date and time.

    None when the clocks skip that time. When they show it twice, it is the first of the two.
    """
    local = datetime.combine(day, clock, zone)
    moment = local.astimezone(UTC)
    return moment if moment.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None) else None


def map_link(place: str) -> str:
    """Return where a map finds a place, or ""; only who follows the link loads anything from there."""
    return f"https://www.openstreetmap.org/search?{urlencode({'query': place})}" if place else ""
