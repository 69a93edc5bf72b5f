"""When somebody is told what is new in a circle."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from intro_app.community.circles.models import CircleMail
from intro_app.community.preferences.policy import next_morning

# Several replies in a row make one e-mail, and whoever reads along on the page gets none.
PAUSE = timedelta(minutes=10)
# However much is written in a circle, one member gets one e-mail an hour about it.
BETWEEN = timedelta(hours=1)


def told_after(
    mail: CircleMail, at: datetime, last: datetime | None, zone: ZoneInfo, *, called: bool
) -> datetime:
    """Return from when on somebody is told of a post of this moment; `last` is when they were told last.

    Whoever is `called` by name hears of it without the pause.
    """
    if mail is CircleMail.DAILY:
        return next_morning(at, zone)
    soon = at if called else at + PAUSE
    return max(soon, last + BETWEEN) if last else soon
