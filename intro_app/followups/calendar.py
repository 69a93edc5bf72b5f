"""The calendar file of a time that two people picked."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress

from intro_app.config import settings
from intro_app.followups.models import SlotOffer
from intro_app.i18n import gettext as _
from intro_app.outbox import Addressee, Attachment, in_language_of
from intro_app.text.vtimezone import timezone_component
from intro_app.text.wall_clock import zone_in_file

FILE_NAME = "meeting.ics"
_AROUND = timedelta(days=400)


def attached(offer: SlotOffer, to: Addressee, other: str) -> tuple[Attachment, ...]:
    """Return the file for one of the two, in their language and time zone; it names only them as attendee."""
    assert offer.chosen_at is not None, "a time was picked"
    ends_at = offer.chosen_at + timedelta(minutes=offer.minutes)
    zone = zone_in_file(to.time_zone, (offer.chosen_at, ends_at))
    with in_language_of(to):
        summary = _("Meeting with %(name)s", name=other)
    host = settings().base_url.partition("://")[2].partition(":")[0]
    event = Event.new(
        uid=f"slot-{offer.introduction.public_id}@{host}",
        stamp=offer.answered_at,
        sequence=offer.number - 1,
        summary=summary,
        start=offer.chosen_at.astimezone(zone),
        end=ends_at.astimezone(zone),
        url=f"{settings().base_url}/introduced/{offer.introduction.public_id}",
        organizer=_person(settings().mail_from),
    )
    event.add("attendee", _attendee(to))
    event.add("status", "CONFIRMED")
    calendar = Calendar.new(prodid=f"-//{settings().site_name}//Introductions//EN")
    calendar.add("method", "REQUEST")
    if isinstance(zone, ZoneInfo):
        around = (offer.chosen_at - _AROUND, offer.chosen_at + _AROUND)
        calendar.add_component(timezone_component(zone, *around))
    calendar.add_component(event)
    return (Attachment(FILE_NAME, "text/calendar; method=REQUEST", bytes(calendar.to_ical())),)


def _attendee(to: Addressee) -> vCalAddress:
    attendee = _person(to.address)
    attendee.params |= {"PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}
    return attendee


def _person(address: str) -> vCalAddress:
    return vCalAddress(f"mailto:{address}")
