"""Gatherings that repeat in calendars: one entry for each date, requests, cancellations, feeds."""

import io
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import icalendar
import pytest
import vobject
from dateutil.tz import tzical
from flask import Flask

from intro_app.community.gatherings import series
from intro_app.community.gatherings import service as gatherings
from intro_app.community.gatherings.repeating import Rhythm
from intro_app.community.preferences import service as preferences
from tests.support.community import BERLIN, Village, found_gathering, letter, says, work
from tests.support.forms import form_with
from tests.support.mail_server import Mailbox
from tests.support.people import MemberHandle, People, visitor
from tests.support.series import change_from, plan_of

Entry = tuple[str, datetime, datetime, int, str]


def _entries(raw: bytes) -> list[Entry]:
    """The entries as the first parser has them: UID, RECURRENCE-ID, start, SEQUENCE, STATUS."""
    found: list[Any] = list(icalendar.Calendar.from_ical(raw).events)
    return [
        (str(one["UID"]), one["RECURRENCE-ID"].dt, one.start, int(one["SEQUENCE"]), str(one["STATUS"]))
        for one in found
    ]


def _as_second_parser(raw: bytes) -> list[tuple[str, datetime]]:
    found = vobject.readOne(raw.decode()).vevent_list
    return [(one.uid.value, one.recurrence_id.value) for one in found]


def _feed(app: Flask, person: MemberHandle, at: datetime) -> bytes:
    with app.app_context():
        path = preferences.new_feed(person.member, at).removeprefix("https://meet.example.org")
    return bytes(visitor(app).get(path).data)


def test_one_date_moves_and_stays_the_same_entry(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    dates = village.series(village.circle(people.alice, people.bob), people.alice)
    for one in dates:
        says(app, one, people.bob, at)
    before = _entries(_feed(app, people.bob, at))
    plan = plan_of(app, dates[1], minutes=120)
    with app.app_context():
        moved = replace(plan, day=plan.day + timedelta(days=1))
        gatherings.change(found_gathering(dates[1]).id, people.alice.id, moved, at)
    after = _entries(_feed(app, people.bob, at))
    assert [one[:2] for one in after] == [one[:2] for one in before], "UID and RECURRENCE-ID stay"
    assert len({one[0] for one in after}) == 1
    assert [one[3] for one in after] == [0, 1, 0, 0]
    work(app, mailbox, at)
    told = letter(mailbox, "bob@example.org", "A gathering has changed")
    raw = told.attachments["gathering.ics"]
    assert b"METHOD:REQUEST" in raw
    assert _entries(raw) == [after[1]]
    (event,) = icalendar.Calendar.from_ical(raw).events
    assert event["ATTENDEE"] == "mailto:bob@example.org"
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert "<dt>Repeats</dt>" not in people.bob.browser().get(f"/gatherings/{dates[0]}").text


def test_this_date_and_all_after_it_change_and_one_e_mail_says_so(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    dates = village.series(village.circle(people.alice, people.bob), people.alice, times=8)
    for one in dates:
        says(app, one, people.bob, at)
    work(app, mailbox, at)
    day = plan_of(app, dates[2]).day
    change_from(app, dates[2], people.alice, at, day=day + timedelta(days=2), place="The yard")
    with app.app_context():
        moved = [found_gathering(one) for one in dates]
        assert [one.local_start.weekday() for one in moved] == [day.weekday()] * 2 + [
            (day.weekday() + 2) % 7
        ] * 6
        assert [one.place for one in moved] == ["St Jakob, the loft"] * 2 + ["The yard"] * 6
        assert len({(one.local_start.hour, one.edition) for one in moved}) == 2
    work(app, mailbox, at)
    told = letter(mailbox, "bob@example.org", "A gathering has changed")
    assert "on 6 dates" in told.text
    assert "More dates: 2" in told.text
    assert len(told.text.splitlines()) <= 25
    raw = told.attachments["gathering.ics"]
    entries = _entries(raw)
    assert b"METHOD:REQUEST" in raw
    assert len(entries) == 6
    assert {one[0] for one in entries} == {entries[0][0]}, "a request has one UID (RFC 5546 3.2.2)"
    assert _as_second_parser(raw) == [one[:2] for one in entries]


def test_this_date_and_all_after_it_are_cancelled(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    dates = village.series(village.circle(people.alice, people.bob), people.alice)
    for one in dates:
        says(app, one, people.bob, at)
    alice = people.alice.browser()
    page = f"/gatherings/{dates[1]}"
    form = form_with(alice.get(page).text, action=f"{page}/cancel")
    alice.post(f"{page}/cancel", data=dict(form.filled(sure="yes", reach="following")))
    assert [one[3:] for one in _entries(_feed(app, people.bob, at))] == [
        (0, "CONFIRMED"),
        *[(1, "CANCELLED")] * 3,
    ]
    work(app, mailbox, at)
    told = letter(mailbox, "bob@example.org", "A gathering has been cancelled")
    raw = told.attachments["gathering.ics"]
    assert b"METHOD:CANCEL" in raw
    assert [one[3:] for one in _entries(raw)] == [(1, "CANCELLED")] * 3
    assert len(told.text.splitlines()) <= 25


def test_a_feed_of_many_dates_reads_the_same_in_three_parsers(
    app: Flask, village: Village, people: People, at: datetime
) -> None:
    dates = village.series(
        village.circle(people.alice, people.bob), people.alice, rhythm=Rhythm.FORTNIGHTLY, times=20
    )
    with app.app_context():
        series.answer_all(found_gathering(dates[0]).id, people.bob.member, comes=True, at=at)
        starts = [found_gathering(one).starts_at for one in dates]
    raw = _feed(app, people.bob, at)
    entries = _entries(raw)
    assert [one[1] for one in entries] == [one[2] for one in entries] == starts
    assert _as_second_parser(raw) == [one[:2] for one in entries]
    assert raw.count(b"BEGIN:VTIMEZONE") == 1
    assert _starts_by_file(raw) == starts


def _starts_by_file(raw: bytes) -> list[datetime]:
    """The starts by a third reader, which knows no clocks but those in the file."""
    theirs = tzical(io.StringIO(raw.decode())).get(BERLIN)
    found = vobject.readOne(raw.decode()).vevent_list
    return [one.dtstart.value.replace(tzinfo=theirs) for one in found]


@pytest.mark.one_database
def test_the_name_of_a_file_cannot_break_out_of_its_line(
    app: Flask, village: Village, people: People
) -> None:
    title, about = "Pipes; old, new: “all”", "# Bring\n\n- **pipes**, see [this](https://example.net/a,b)"
    gathering = village.gathering(village.circle(people.alice), people.alice, title=title, about=about)
    raw = people.alice.browser().get(f"/gatherings/{gathering}/gathering.ics").data
    lines = raw.replace(b"\r\n ", b"").decode().splitlines()
    escaped = title.replace(",", "\\,").replace(";", "\\;")
    assert f"NAME:{escaped}" in lines
    assert f"X-WR-CALNAME:{escaped}" in lines
    (event,) = icalendar.Calendar.from_ical(raw).events
    assert event["DESCRIPTION"] == (
        "Bring\n\n- pipes, see this (https://example.net/a,b)\n\nhttps://meet.example.net/loft"
    )
