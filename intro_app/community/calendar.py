"""Gatherings as calendars read them: one `.ics` a gathering, and a feed of all that somebody goes to."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from intro_app.community.models import Gathering
from intro_app.config import settings
from intro_app.outbox import Attachment

MEDIA_TYPE = "text/calendar; charset=utf-8"
# Programs ask again after this long, if they listen.
ASK_AGAIN = timedelta(hours=6)
_AROUND = timedelta(days=400)


def one(gathering: Gathering, *, with_link: bool) -> bytes:
    """A file for one gathering; its link only for those who signed up."""
    return _file([gathering], name=gathering.title, with_link=with_link)


def attached(gathering: Gathering) -> Attachment:
    """The file that goes with an e-mail to somebody who comes."""
    return Attachment("gathering.ics", "text/calendar", one(gathering, with_link=True))


def feed(gatherings: Sequence[Gathering]) -> bytes:
    """All that its owner signed up for."""
    return _file(gatherings, name=settings().site_name, with_link=True)


def _file(gatherings: Sequence[Gathering], *, name: str, with_link: bool) -> bytes:
    calendar = Calendar.new(prodid="-//Mutual//Gatherings//EN", name=name, uid=_uid("calendar"))
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    for gathering in gatherings:
        calendar.add_component(_event(gathering, with_link=with_link))
    if gatherings:
        calendar.add_missing_timezones(*_years_around(gatherings))
    return bytes(calendar.to_ical())


def _event(gathering: Gathering, *, with_link: bool) -> Event:
    zone = ZoneInfo(gathering.time_zone)
    page = f"{settings().base_url}/gatherings/{gathering.public_id}"
    link = gathering.link if with_link else ""
    event = Event.new(
        uid=_uid(gathering.public_id),
        stamp=gathering.changed_at,
        last_modified=gathering.changed_at,
        sequence=gathering.edition - 1,
        summary=gathering.title,
        start=gathering.starts_at.astimezone(zone),
        end=gathering.ends_at.astimezone(zone),
        location=gathering.place or link or None,
        description="\n\n".join(filter(None, (gathering.about, link))) or None,
        url=page,
    )
    event.add("status", "CANCELLED" if gathering.cancelled_at else "CONFIRMED")
    return event


def _uid(mark: str) -> str:
    """The name under which calendars know it for ever."""
    return f"{mark}@{settings().base_url.partition('://')[2].partition(':')[0]}"


def _years_around(gatherings: Sequence[Gathering]) -> tuple[date, date]:
    """Clocks change; a file tells how they do around its dates, not since 1970."""
    moments: list[datetime] = [gathering.starts_at for gathering in gatherings]
    return (min(moments) - _AROUND).date(), (max(moments) + _AROUND).date()
