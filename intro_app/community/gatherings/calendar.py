"""iCalendar files: one for a gathering, and a feed of all gatherings that a member goes to.

The dates of a series share a UID; each has the RECURRENCE-ID of when it was first planned, in UTC, and stays
the same entry wherever it moves. No file has the rule itself: people come to some dates and not to others.
"""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

from intro_app.community.gatherings.models import Gathering
from intro_app.config import settings
from intro_app.outbox import Addressee, Attachment
from intro_app.text.unmarked import as_plain
from intro_app.text.vtimezone import timezone_component
from intro_app.text.wall_clock import zone_in_file

MEDIA_TYPE = "text/calendar; charset=utf-8"
FILE_NAME = "gathering.ics"
# How often calendar programs should refresh a feed (REFRESH-INTERVAL).
ASK_AGAIN = timedelta(hours=6)
_AROUND = timedelta(days=400)
log = logging.getLogger(__name__)


def one(gathering: Gathering, *, with_link: bool) -> bytes:
    """Return the file for one gathering; pass `with_link` only for those who signed up.

    The file of a cancelled gathering removes it from calendars that imported an earlier one (RFC 5546 3.2.5).
    """
    method = "CANCEL" if gathering.cancelled_at else "PUBLISH"
    return _file([_event(gathering, with_link=with_link)], name=gathering.title, method=method)


def attached(
    gatherings: Sequence[Gathering], to: Addressee, *, with_link: bool = True
) -> tuple[Attachment, ...]:
    """Return the file to attach to an e-mail to this reader about a gathering, or about dates of a series.

    All are cancelled, or none is. The reader is the only attendee in it (RFC 5546 3.2.2); nobody asks them to
    reply by their calendar. When it cannot be written, log the error and return an empty tuple, so that the
    e-mail still goes out.
    """
    method = "CANCEL" if gatherings[0].cancelled_at else "REQUEST"
    try:
        events = [_event(one, with_link=with_link, to=to) for one in gatherings]
        content = _file(events, name=gatherings[0].title, method=method)
    except Exception:
        log.exception("no calendar file could be written for gathering %s", gatherings[0].id)
        return ()
    return (Attachment(FILE_NAME, f"text/calendar; method={method}", content),)


def feed(gatherings: Sequence[Gathering]) -> bytes:
    """Return the feed of these gatherings; one that cannot be written is logged and left out."""
    return _file(list(_events(gatherings)), name=settings().site_name)


def _events(gatherings: Sequence[Gathering]) -> Iterator[Event]:
    for gathering in gatherings:
        try:
            event = _event(gathering, with_link=True)
            event.to_ical()
        except Exception:
            log.exception("gathering %s is left out of a feed", gathering.id)
            continue
        yield event


def _file(events: Sequence[Event], *, name: str, method: str = "") -> bytes:
    calendar = Calendar.new(prodid=f"-//{settings().site_name}//Gatherings//EN", uid=_uid("calendar"))
    for called in ("name", "x-wr-calname"):
        calendar.add(called, vText(name))  # the library's own way writes these two without escaping
    if method:
        calendar.add("method", method)
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    _add_time_zones(calendar, [event.start for event in events if isinstance(event.start, datetime)])
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _add_time_zones(calendar: Calendar, starts: Sequence[datetime]) -> None:
    """Add the rules of the time zones, only around the dates in the file."""
    zones = {start.tzinfo.key: start.tzinfo for start in starts if isinstance(start.tzinfo, ZoneInfo)}
    for _name, zone in sorted(zones.items()):
        calendar.add_component(timezone_component(zone, min(starts) - _AROUND, max(starts) + _AROUND))


def _event(gathering: Gathering, *, with_link: bool, to: Addressee | None = None) -> Event:
    zone = zone_in_file(gathering.time_zone, (gathering.starts_at, gathering.ends_at))
    link = gathering.link if with_link else ""
    is_visitor = to is not None and to.member_id is None
    event = Event.new(
        uid=_uid(gathering.series.public_id if gathering.series else gathering.public_id),
        stamp=gathering.changed_at,
        last_modified=gathering.changed_at,
        sequence=gathering.edition - 1,
        summary=gathering.title,
        start=gathering.starts_at.astimezone(zone),
        end=gathering.ends_at.astimezone(zone),
        location=gathering.place or link or None,
        description="\n\n".join(filter(None, (as_plain(gathering.about), link))) or None,
        url=f"{settings().base_url}/{'visit' if is_visitor else 'gatherings'}/{gathering.public_id}",
        organizer=_organizer(),
    )
    event.add("status", "CANCELLED" if gathering.cancelled_at else "CONFIRMED")
    if gathering.series and gathering.planned_for:
        event.add("recurrence-id", gathering.planned_for)
    if to:
        event.add("attendee", _attendee(to))
    return event


def _organizer() -> vCalAddress:
    """Return the site as organizer, which PUBLISH and CANCEL require; the host's address stays private."""
    organizer = vCalAddress(f"mailto:{settings().mail_from}")
    organizer.params["CN"] = settings().site_name
    return organizer


def _attendee(to: Addressee) -> vCalAddress:
    attendee = vCalAddress(f"mailto:{to.address}")
    attendee.params |= {"PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}
    return attendee


def _uid(mark: str) -> str:
    """Return the permanent id by which calendars recognise an entry."""
    return f"{mark}@{settings().base_url.partition('://')[2].partition(':')[0]}"
