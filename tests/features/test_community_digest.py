"""The weekly digest: ticked, on Monday morning, once, and short."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from intro_app.community.board import service as board
from intro_app.community.board.models import NoteKind
from intro_app.community.digest.chores import digest_due
from intro_app.community.preferences import service as preferences
from intro_app.community.preferences.models import CommunityPreference
from intro_app.db import db
from intro_app.identity import service as accounts
from intro_app.identity.service.profile import ProfileInput
from tests.support.community import Village, work
from tests.support.mail_server import Mailbox
from tests.support.people import MemberHandle, People

DIGEST = "Your week in the community"


def pin(app: Flask, person: MemberHandle, words: str, at: datetime, kind: NoteKind = NoteKind.GIVE) -> str:
    """The public id of a note."""
    with app.app_context():
        return board.pin(person.member, kind, words, at).public_id


def ticks(app: Flask, person: MemberHandle, at: datetime, zone: str = "Europe/Berlin") -> None:
    """Somebody who lives there ticks the digest."""
    with app.app_context():
        accounts.describe_yourself(person.member, ProfileInput(name=person.name, time_zone=zone))
        preferences.save(person.member, quiet_from=21, quiet_until=8, digest=True, at=at)


def a_full_week(village: Village) -> None:
    """More news than fits."""
    people, friday = village.people, village.at + timedelta(days=4)
    circle = village.circle(people.alice, people.bob, people.carol)
    for _number in range(6):
        village.thread(circle, people.alice, at=friday)
        village.gathering(circle, people.alice, at=friday)
        pin(
            village.app,
            people.join(f"Giver{_number} Lind", f"giver{_number}@example.org"),
            "Something",
            friday,
        )


def test_nobody_gets_a_digest_who_did_not_tick_it(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    a_full_week(village)
    page = people.bob.browser().get("/me/digest").text
    assert 'name="digest"' in page
    assert "checked" not in page.partition('name="digest"')[2].partition(">")[0]
    for hours in range(0, 24 * 8, 3):
        work(app, mailbox, at + timedelta(hours=hours))
    assert not [one for one in mailbox.letters if one.subject == DIGEST]


@pytest.mark.parametrize(
    ("zone", "utc_hour"), [("Europe/Berlin", 5), ("America/New_York", 11), ("Asia/Kolkata", 1), ("UTC", 7)]
)
def test_the_digest_comes_once_on_monday_morning_where_its_reader_lives(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime, zone: str, utc_hour: int
) -> None:
    ticks(app, people.bob, at + timedelta(days=1), zone)
    a_full_week(village)
    monday = datetime(2026, 5, 11, tzinfo=UTC)
    for half_hours in range(2 * 24 * 5):
        before = [one for one in mailbox.to("bob@example.org") if one.subject == DIGEST]
        moment = monday - timedelta(days=1) + timedelta(minutes=45 * half_hours)
        if moment > monday + timedelta(days=2):
            break
        with app.app_context():
            digest_due(moment)
            digest_due(moment)
        mailbox.deliver(moment)
        now = [one for one in mailbox.to("bob@example.org") if one.subject == DIGEST]
        if len(now) > len(before):
            assert timedelta() <= moment - monday.replace(hour=utc_hour) < timedelta(hours=1)
    assert len([one for one in mailbox.to("bob@example.org") if one.subject == DIGEST]) == 1


def test_a_digest_is_read_in_a_minute(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    ticks(app, people.bob, at + timedelta(days=1))
    a_full_week(village)
    work(app, mailbox, datetime(2026, 5, 11, 5, 30, tzinfo=UTC))
    (letter,) = (one for one in mailbox.to("bob@example.org") if one.subject == DIGEST)
    content = letter.text.partition("Read more")[0]
    lines = [line for line in content.splitlines() if ": " in line and not line.startswith(" ")]
    assert 0 < len(lines) <= 16
    assert len(content.split()) < 240, "so many words are read in a minute"


def test_a_digest_has_two_lines_of_each_thread_without_signs_and_says_how_many(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    ticks(app, people.bob, at + timedelta(days=1))
    circle, friday = village.circle(people.alice, people.bob, people.carol), at + timedelta(days=4)
    thread = village.thread(circle, people.alice, "Who has **old** pipes?", at=friday)
    for number, words in enumerate(("Not I.", "> quoted\n\nI do. " + "They are long. " * 40, "So do I.")):
        village.replies(thread, people.carol, words, at=friday + timedelta(hours=number))
    village.replies(thread, people.bob, "Bob reads his own words nowhere.", at=friday)
    work(app, mailbox, datetime(2026, 5, 11, 5, 30, tzinfo=UTC))
    (letter,) = (one for one in mailbox.to("bob@example.org") if one.subject == DIGEST)
    assert "“Old pipes”, in the circle “Organ builders”, 4 new posts:" in letter.text
    assert letter.text.count("Carol Duarte: ") == 2
    assert "So do I." in letter.text
    assert all(words not in letter.text for words in ("Not I.", "**", "Bob reads"))
    shown = " ".join(letter.text.partition("Carol Duarte: ")[2].partition("Carol Duarte: ")[0].split())
    assert len(shown) <= 90


def test_notes_of_people_near_the_reader_come_first(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    ticks(app, people.bob, at + timedelta(days=1))
    with app.app_context():
        for person, place in ((people.bob, "Berlin"), (people.dan, "berlin, Germany")):
            wanted = ProfileInput(name=person.name, place=place, time_zone="Europe/Berlin")
            accounts.describe_yourself(person.member, wanted)
    friday = at + timedelta(days=4)
    pin(app, people.dan, "A cellar for wine", friday)
    pin(app, people.carol, "A tuning fork", friday + timedelta(hours=1))
    work(app, mailbox, datetime(2026, 5, 11, 5, 30, tzinfo=UTC))
    (letter,) = (one for one in mailbox.to("bob@example.org") if one.subject == DIGEST)
    assert letter.text.index("Dan Okafor, near you: A cellar") < letter.text.index("Carol Duarte: A tuning")


def test_the_page_shows_beforehand_what_the_digest_says(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    bob = people.bob.browser()
    assert "you’d get no e-mail" in bob.get("/me/digest").text
    ticks(app, people.bob, at - timedelta(days=3))
    village.thread(village.circle(people.alice, people.bob), people.alice, "Do yours <b>speak</b>?", at=at)
    page = unescape(bob.get("/me/digest").text)
    work(app, mailbox, at)
    (letter,) = (one for one in mailbox.to("bob@example.org") if one.subject == DIGEST)
    body = letter.text.partition("Read more")[0]
    assert "Do yours <b>speak</b>?" in body
    assert body in page


def test_a_week_without_news_brings_none_and_a_missed_monday_is_not_made_up_for(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    ticks(app, people.bob, at + timedelta(days=1))
    work(app, mailbox, datetime(2026, 5, 11, 6, tzinfo=UTC))
    assert not [one for one in mailbox.letters if one.subject == DIGEST]
    a_full_week(village)
    work(app, mailbox, datetime(2026, 5, 21, 6, tzinfo=UTC))  # the worker was away for ten days
    assert not [one for one in mailbox.letters if one.subject == DIGEST]
    with app.app_context():
        assert db.session.scalars(select(CommunityPreference.digest_at)).one() == datetime(
            2026, 5, 25, 5, tzinfo=UTC
        )
        preferences.save(people.bob.member, quiet_from=0, quiet_until=0, digest=False, at=at)
        assert db.session.scalars(select(CommunityPreference.digest_at)).one() is None
