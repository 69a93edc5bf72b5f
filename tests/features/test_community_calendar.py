"""Files and feeds for calendars, read by two parsers; and the secrecy of a feed's address."""

import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
import vobject
from dateutil.tz import tzical
from flask import Flask
from sqlalchemy import text

from intro_app.community.gatherings import calendar
from intro_app.community.gatherings import service as gatherings
from intro_app.community.preferences import service as preferences
from intro_app.db import atomic, db
from tests.support.calendar import Calendar
from tests.support.community import Village, found_gathering, letter, work
from tests.support.forms import form_with
from tests.support.mail_server import Mailbox
from tests.support.people import MemberHandle, People, visitor


def feed(app: Flask, person: MemberHandle, at: datetime) -> str:
    """The path of a new feed."""
    with app.app_context():
        return preferences.new_feed(person.member, at).removeprefix("https://meet.example.org")


def events(raw: bytes) -> list[Any]:
    """What the first parser finds."""
    return list(icalendar.Calendar.from_ical(raw).events)


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Sydney", "UTC"]
)
@pytest.mark.parametrize("month", [1, 3, 7, 10, 11])
@pytest.mark.one_database
def test_both_parsers_read_the_moment_that_was_meant(
    app: Flask, village: Village, people: People, zone: str, month: int
) -> None:
    day = datetime(2027, month, 28, tzinfo=UTC).date()
    gathering = village.gathering(village.circle(people.alice), people.alice, day=day, time_zone=zone)
    raw = people.alice.browser().get(f"/gatherings/{gathering}/gathering.ics").data
    with app.app_context():
        start = found_gathering(gathering).starts_at
    (event,) = events(raw)
    assert event.start == start
    assert event.end == start + timedelta(minutes=90)
    other = vobject.readOne(raw.decode()).vevent
    assert other.summary.value == "Evening of pipes"
    wall = other.dtstart.value.replace(tzinfo=None)
    if zone != "UTC":
        assert b"BEGIN:VTIMEZONE" in raw
        theirs = tzical(io.StringIO(raw.decode())).get(zone)  # vobject's own reading of clocks misses summers
        assert wall.replace(tzinfo=theirs) == start
    else:
        assert wall == start.replace(tzinfo=None)


@pytest.mark.parametrize(
    ("zone", "start", "minutes"),
    [
        ("Africa/Cairo", "2027-10-28T23:30", 30),  # the clocks go from 24:00 back to 23:00
        ("Europe/Berlin", "2027-10-31T02:30", 30),
        ("Europe/Berlin", "2027-10-31T01:30", 60),  # ends in the hour that comes twice
        ("Europe/Berlin", "2027-10-31T01:00", 180),  # passes over it
        ("America/New_York", "2027-11-07T01:30", 45),
        ("Australia/Lord_Howe", "2027-04-04T01:45", 20),  # half an hour comes twice
        ("Europe/Berlin", "2027-03-28T01:30", 60),  # an hour is left out
    ],
)
@pytest.mark.one_database
def test_a_gathering_in_the_night_when_clocks_change_lasts_as_long_as_it_does(
    app: Flask, village: Village, people: People, zone: str, start: str, minutes: int, at: datetime
) -> None:
    local = datetime.fromisoformat(start)
    planned: dict[str, Any] = {
        "day": local.date(),
        "clock": local.time(),
        "time_zone": zone,
        "minutes": minutes,
    }
    gathering = village.gathering(village.circle(people.alice), people.alice, **planned)
    alice = people.alice.browser()
    file, whole = (
        alice.get(f"/gatherings/{gathering}/gathering.ics"),
        visitor(app).get(feed(app, people.alice, at)),
    )
    assert (file.status_code, whole.status_code) == (200, 200)
    with app.app_context():
        begins = found_gathering(gathering).starts_at
    for raw in (file.data, whole.data):
        assert _span_as_a_reader_has_it(raw, zone) == (begins, begins + timedelta(minutes=minutes))


def _span_as_a_reader_has_it(raw: bytes, zone: str) -> tuple[datetime, datetime]:
    """Start and end by a reader that trusts the file's own VTIMEZONE and knows no other clocks."""
    event = vobject.readOne(raw.decode()).vevent
    written = raw.decode()
    theirs = UTC if "VTIMEZONE" not in written else tzical(io.StringIO(written)).get(zone)
    begins, ends = (
        moment.value.replace(tzinfo=None).replace(tzinfo=theirs) for moment in (event.dtstart, event.dtend)
    )
    return begins.astimezone(UTC), ends.astimezone(UTC)


@pytest.mark.parametrize("zone", ["Africa/Casablanca", "Africa/El_Aaiun"])
@pytest.mark.parametrize("day", ["2027-01-20", "2027-02-20", "2027-03-20", "2028-02-10"])
@pytest.mark.one_database
def test_a_reader_that_trusts_the_file_has_the_hour_in_ramadan(
    app: Flask, village: Village, people: People, zone: str, day: str, at: datetime
) -> None:
    planned: dict[str, Any] = {"day": datetime.fromisoformat(day).date(), "time_zone": zone}
    gathering = village.gathering(village.circle(people.alice), people.alice, **planned)
    raw = people.alice.browser().get(f"/gatherings/{gathering}/gathering.ics").data
    with app.app_context():
        assert _span_as_a_reader_has_it(raw, zone)[0] == found_gathering(gathering).starts_at


def test_one_gathering_that_cannot_be_written_leaves_the_others_in_the_feed(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    circle = village.circle(people.alice, people.bob)
    good, bad = (village.gathering(circle, people.alice, title=title) for title in ("Good", "Bad"))
    work(app, mailbox, at)
    with app.app_context():
        for one in (good, bad):
            gatherings.answer(found_gathering(one).id, people.bob.member, comes=True, at=at)
        of_the_bad_one = {"id": found_gathering(bad).id}
        db.session.execute(text("UPDATE gathering SET minutes = -90 WHERE id = :id"), of_the_bad_one)
        db.session.commit()
    path = feed(app, people.bob, at)
    assert [event["SUMMARY"] for event in events(visitor(app).get(path).data)] == ["Good"]
    with app.app_context(), atomic():
        found_gathering(bad).place = "Elsewhere"
        found_gathering(bad).edition += 1
    work(app, mailbox, at)
    told = letter(mailbox, "bob@example.org", "A gathering has changed")
    assert not told.attachments, "the words go out, without the file"


@pytest.mark.one_database
def test_a_zone_that_is_not_known_any_more_reads_as_utc(app: Flask, village: Village, people: People) -> None:
    gathering = village.gathering(village.circle(people.alice), people.alice)
    with app.app_context():
        begins = found_gathering(gathering).starts_at
        db.session.execute(text("UPDATE gathering SET time_zone = 'Europe/Atlantis'"))
        db.session.commit()
        (event,) = events(calendar.one(found_gathering(gathering), with_link=True))
    assert event.start == begins


def test_a_cancelled_gathering_takes_itself_out_of_calendars(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    gathering = village.gathering(village.circle(people.alice, people.bob), people.alice)
    work(app, mailbox, at)
    with app.app_context():
        gatherings.answer(found_gathering(gathering).id, people.bob.member, comes=True, at=at)
    (before,) = events(people.bob.browser().get(f"/gatherings/{gathering}/gathering.ics").data)
    with app.app_context():
        gatherings.cancel(found_gathering(gathering).id, people.alice.id, at)
    work(app, mailbox, at)
    told = letter(mailbox, "bob@example.org", "A gathering has been cancelled")
    raw = told.attachments["gathering.ics"]
    (after,) = events(raw)
    assert b"METHOD:CANCEL" in raw
    assert b"text/calendar; method=CANCEL; charset=utf-8" in told.raw
    assert (after["UID"], after["STATUS"]) == (before["UID"], "CANCELLED")
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["ORGANIZER"] == "mailto:hello@meet.example.org", "no host's address"


@pytest.mark.one_database
def test_what_people_typed_cannot_break_out_of_its_line(app: Flask, village: Village, people: People) -> None:
    title = (
        "Pipes; old, new\\n and: “longer” than any line of a calendar file may be, so that it is folded äöü"
    )
    about = "One\nTwo\r\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:false\n,;\\"
    gathering = village.gathering(village.circle(people.alice), people.alice, title=title, about=about)
    raw = people.alice.browser().get(f"/gatherings/{gathering}/gathering.ics").data
    (event,) = events(raw)
    assert event["SUMMARY"] == title
    assert "SUMMARY:false" in event["DESCRIPTION"]
    assert vobject.readOne(raw.decode()).vevent.summary.value == title
    assert max(map(len, raw.split(b"\r\n"))) <= 75


def test_the_link_stands_only_in_the_file_of_who_signed_up(
    app: Flask, village: Village, people: People, at: datetime
) -> None:
    gathering = village.gathering(village.circle(people.alice, people.bob), people.alice)
    path, bob = f"/gatherings/{gathering}/gathering.ics", people.bob.browser()
    assert b"meet.example.net" not in bob.get(path).data
    with app.app_context():
        gatherings.answer(found_gathering(gathering).id, people.bob.member, comes=True, at=at)
    answer = bob.get(path)
    assert b"meet.example.net" in answer.data
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert visitor(app).get(path).status_code == 303


def test_a_feed_holds_what_its_owner_signed_up_for(
    app: Flask, village: Village, people: People, at: datetime
) -> None:
    circle = village.circle(people.alice, people.bob)
    going, invited, waiting = (
        village.gathering(circle, people.alice, title=title, capacity=seats)
        for title, seats in (("Going", 9), ("Invited", 9), ("Waiting", 1))
    )
    with app.app_context():
        for one in (going, waiting):
            gatherings.answer(found_gathering(one).id, people.bob.member, comes=True, at=at)
    path = feed(app, people.bob, at)
    raw = visitor(app).get(path).data
    assert [event["SUMMARY"] for event in events(raw)] == ["Going"]
    assert invited.encode() not in raw
    assert visitor(app).get(path).data == raw, "a feed that has not changed reads the same"
    with app.app_context():
        gatherings.cancel(found_gathering(going).id, people.alice.id, at)
    (event,) = events(visitor(app).get(path).data)
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)
    village.block(people.bob, people.alice)
    assert not events(visitor(app).get(path).data)


@pytest.mark.one_database
def test_an_empty_feed_is_a_calendar_too(app: Flask, people: People, at: datetime) -> None:
    raw = visitor(app).get(feed(app, people.bob, at)).data
    assert not events(raw)
    assert raw.startswith(b"BEGIN:VCALENDAR")


def test_a_feed_s_address_can_be_renewed_and_ended(app: Flask, people: People, at: datetime) -> None:
    bob = people.bob.browser()
    form = form_with(bob.get("/me/digest").text, action="/me/digest/feed")
    page = bob.post("/me/digest/feed", data=dict(form.filled(button="Create an address"))).text
    first = re.findall(r"https://meet\.example\.org(/c/[\w.-]+\.ics)", page)[0]
    assert visitor(app).get(first).status_code == 200
    second = feed(app, people.bob, at)
    assert visitor(app).get(first).status_code == 410
    assert visitor(app).get(second).status_code == 200
    assert first not in bob.get("/me/digest").text, "it is shown once"
    with app.app_context():
        preferences.end_feed(people.bob.id)
    assert visitor(app).get(second).status_code == 410


def test_a_feed_s_address_is_kept_nowhere_and_guessed_by_nobody(
    app: Flask, people: People, at: datetime
) -> None:
    path = feed(app, people.bob, at)
    token = path.removeprefix("/c/").removesuffix(".ics")
    with app.app_context():
        for table in ("link", "community_wish", "outbox_message"):
            assert token not in str(db.session.execute(text(f"SELECT * FROM {table}")).all())
    for wrong in (token[:-1], token + "x", token[1:], token.swapcase(), "a" * 60):
        assert visitor(app).get(f"/c/{wrong}.ics").status_code == 404
    for prefix in "lrubxkfdphgom":
        assert visitor(app).get(f"/{prefix}/{token}").status_code == 404, "a feed opens nothing else"
    answer = visitor(app).get(path)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "Set-Cookie" not in answer.headers


def test_a_feed_ends_with_its_owner_s_account(
    app: Flask, people: People, at: datetime, the_calendar: Calendar
) -> None:
    path = feed(app, people.bob, at)
    the_calendar.go_to(at + timedelta(days=900))
    assert visitor(app).get(path).status_code == 200, "calendars ask for years"
    with app.app_context(), atomic():
        people.bob.member.left_at = at
    assert visitor(app).get(path).status_code == 410


@pytest.mark.one_database
def test_the_page_names_the_readers_own_time_only_where_it_is_another(
    app: Flask, village: Village, people: People
) -> None:
    gathering = village.gathering(village.circle(people.alice), people.alice, time_zone="Europe/Berlin")
    for zone, is_said in [("Europe/Rome", False), ("America/New_York", True)]:
        with app.app_context(), atomic():
            people.alice.member.time_zone = zone
        page = people.alice.browser().get(f"/gatherings/{gathering}").text
        assert ("In your time zone" in page) is is_said, zone
        assert "1 hour and 30 minutes" in page
