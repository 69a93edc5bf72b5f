"""Pure rules of evening passes."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

MOST_PLACES = 500


def ends_at(clock: time, zone: ZoneInfo, at: datetime) -> datetime:
    """Return the next moment at which the site's clock shows this time: today, or tomorrow if it is past."""
    today = datetime.combine(at.astimezone(zone).date(), clock, zone)
    return today if today > at else today + timedelta(days=1)
