"""The site's days: when one begins, and when its daily e-mails were last due."""

from datetime import datetime, time, timedelta

from intro_app.config import settings


def day_begins(at: datetime) -> datetime:
    """Return when the site's day of this moment began, at midnight in TIME_ZONE."""
    zone = settings().time_zone
    return datetime.combine(at.astimezone(zone).date(), time.min, zone)


def last_batch(at: datetime) -> datetime:
    """Return when the daily e-mails were last due: at CLOSING_HOUR today, or yesterday."""
    zone = settings().time_zone
    today = datetime.combine(at.astimezone(zone).date(), time(settings().closing_hour), zone)
    return today if today <= at else today - timedelta(days=1)
