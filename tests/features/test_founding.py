"""The beginning of a site: its end is said, what is to do turns by fact, and founders get their word."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from intro_app import clock
from intro_app.audit.models import AuditEntry
from intro_app.db import atomic, db
from intro_app.identity.models import Member
from intro_app.identity.policy import FOUNDING_DAYS, FOUNDING_MEMBERS
from intro_app.organising.founding.policy import FoundingFacts, steps
from intro_app.organising.founding.queries import founding_facts
from intro_app.organising.founding.service import tell_before_end
from intro_app.outbox.models import OutboxMessage
from intro_app.trust.policy import MOST_FOUNDERS, Words
from intro_app.trust.queries import founders, is_founder, standing_words
from intro_app.trust.service import vouch_for_founder
from tests.support.calendar import Calendar
from tests.support.community import Village
from tests.support.identity_pages import ask, letters
from tests.support.joining import invite, press
from tests.support.organising import account_of, does, opens
from tests.support.people import People, visitor

ENDS = "This site is still starting up, until 3 July 2026"
KNOWN = "She has led the choir for ten years."


@pytest.fixture
def dan(people: People) -> FlaskClient:
    """The browser of an admin who came in by passkey."""
    return people.dan.becomes("admin").browser(by_passkey=True)


def test_its_end_is_said_to_staff_and_to_everybody_until_it_is_over(
    app: Flask, people: People, dan: FlaskClient, the_calendar: Calendar
) -> None:
    assert ENDS in dan.get("/staff").text
    assert ENDS in visitor(app).get("/promise").text
    the_calendar.pass_by(FOUNDING_DAYS)
    again = people.dan.browser(by_passkey=True)
    for page in (again.get("/staff"), visitor(app).get("/promise")):
        assert page.status_code == 200
        assert "still starting up" not in page.text


def test_caretakers_are_told_once_a_week_before_it_ends(
    app: Flask, people: People, dan: FlaskClient, at: datetime, the_calendar: Calendar
) -> None:
    people.carol.becomes("moderator")
    with app.app_context():
        tell_before_end(at + FOUNDING_DAYS - timedelta(days=7, hours=1))
        assert not _told_of_the_end()
        for hour in range(3):
            tell_before_end(at + FOUNDING_DAYS - timedelta(days=7) + timedelta(hours=hour))
        tell_before_end(at + FOUNDING_DAYS + timedelta(hours=1))
        assert _told_of_the_end() == [f"founding_ends:{people.dan.id}"]
    letter = letters(app)[-1]
    assert "3 July 2026" in letter
    assert "things on the list for a good start are still open" in " ".join(letter.split())


def test_nobody_is_told_of_an_end_that_has_come_sooner(app: Flask, people: People, dan: FlaskClient) -> None:
    with app.app_context():
        for number in range(FOUNDING_MEMBERS):
            people.join(
                f"Guest {chr(65 + number % 26)}{chr(97 + number // 26)}", f"guest{number}@example.org"
            )
        with atomic():
            db.session.execute(update(Member).values(came_back=True))
        tell_before_end(people.at + FOUNDING_DAYS - timedelta(days=1))
        assert not _told_of_the_end()


def _told_of_the_end() -> list[str]:
    told = select(OutboxMessage.dedupe).where(OutboxMessage.kind == "founding_ends")
    return [one or "" for one in db.session.scalars(told)]


def test_before_there_is_an_admin_nothing_is_said_of_it(app: Flask, people: People) -> None:
    people.dan.becomes("moderator")
    assert "still starting up" not in visitor(app).get("/promise").text
    assert "still starting up" not in people.dan.browser(by_passkey=True).get("/staff").text


def test_what_is_to_do_turns_by_fact(app: Flask, people: People, dan: FlaskClient, at: datetime) -> None:
    home = dan.get("/staff").text
    assert "The mail server hasn’t accepted any yet." in home
    assert home.count('class="standing">Done<') == 1, "these settings say who can join"
    app.extensions["settings"] = replace(app.extensions["settings"], smtp_url="smtp://127.0.0.1:1025")
    ask(visitor(app), people.alice.email)
    with app.app_context(), atomic():
        db.session.execute(update(OutboxMessage).values(sent_at=at))
    press(dan, dan.get("/staff/settings"), "/staff/settings", site_name="St Jakob", front_text="For alumni.")
    for number in range(10):
        invite(people.dan, f"somebody{number}@elsewhere.net", at)
    village = Village(app, people, at)
    village.pays(people.bob)
    village.circle(people.bob)
    with app.app_context():
        facts = founding_facts()
    assert (facts.mail_was_taken, facts.gate_is_chosen, facts.has_texts, facts.has_circle) == (True,) * 4
    assert facts.invited >= 10
    assert not facts.backup_was_checked
    home = dan.get("/staff").text
    assert home.count('class="standing">Done<') == 5
    assert "Vouch for three founding members" in home


def test_each_step_is_done_by_its_own_fact() -> None:
    none = {
        "mail_was_taken": False,
        "gate_is_chosen": False,
        "has_texts": False,
        "invited": 9,
        "founders": 2,
        "has_circle": False,
        "backup_was_checked": False,
    }
    assert not any(one.is_done for one in steps(FoundingFacts(**none)))  # type: ignore[arg-type]  # each is the fact of its name
    done = [*(True,) * 3, 10, 3, True, True]
    for number, (name, value) in enumerate(zip(none, done, strict=True)):
        found = steps(FoundingFacts(**none | {name: value}))  # type: ignore[arg-type]  # each is the fact of its name
        assert [one.is_done for one in found] == [place == number for place in range(7)], name


def test_staff_read_links_only_to_pages_that_their_right_opens(people: People) -> None:
    people.dan.becomes("admin")
    home = people.carol.becomes("host").browser(by_passkey=True).get("/staff").text
    assert 'href="/staff/invitations"' in home
    assert "Ask whoever runs the server to make a backup" in home
    assert 'href="/staff/health"' not in home


def test_an_admin_vouches_for_a_founder_on_their_page(app: Flask, people: People, dan: FlaskClient) -> None:
    page = opens(dan, people.alice)
    assert "Vouch for them as a founder" in page.text
    assert does(dan, people.alice, "vouch", why="x").status_code == 422
    assert does(dan, people.alice, "vouch", why=KNOWN).status_code == 303
    with app.app_context():
        assert is_founder(people.alice.id)
        assert standing_words(people.alice.id, clock.now()) is Words.TRUSTED
        acts = db.session.query(AuditEntry.actor_id).filter_by(act="founder_vouched_for").all()
        assert [one.actor_id for one in acts] == [people.dan.id]
    assert "Vouch for them as a founder" not in dan.get(account_of(people.alice)).text


def test_nobody_vouches_for_themselves_nor_by_another_right(
    app: Flask, people: People, dan: FlaskClient
) -> None:
    assert "Vouch for them" not in opens(dan, people.dan).text
    form = opens(dan, people.alice).text
    secret = form.partition('name="csrf_token" value="')[2].partition('"')[0]
    path = f"{account_of(people.dan)}/vouch"
    assert dan.post(path, data={"csrf_token": secret, "why": KNOWN}).status_code == 409
    host = people.carol.becomes("host").browser(by_passkey=True)
    assert "Vouch for them" not in opens(host, people.alice).text
    with app.app_context():
        assert founders() == 0


def test_there_are_ten_founders_at_most_and_none_after_the_beginning(
    app: Flask, people: People, dan: FlaskClient, the_calendar: Calendar
) -> None:
    with app.app_context():
        for number in range(MOST_FOUNDERS):
            one = people.join(f"Founder {chr(65 + number)}", f"founder{number}@example.org")
            vouch_for_founder(one.id, clock.now())
    opens(dan, people.alice)
    refused = does(dan, people.alice, "vouch", why=KNOWN)
    assert refused.status_code == 409
    assert "at most 10 people" in refused.text
    the_calendar.pass_by(FOUNDING_DAYS)
    later = people.dan.browser(by_passkey=True)
    assert "Vouch for them" not in opens(later, people.alice).text


def test_only_that_somebody_came_back_is_stored(app: Flask, people: People, the_calendar: Calendar) -> None:
    people.alice.browser()
    people.bob.browser()
    the_calendar.pass_by(timedelta(hours=1))
    people.alice.browser()
    with app.app_context():
        back = db.session.query(Member.name).filter(Member.came_back).all()
        assert [one.name for one in back] == ["Alice Marsh"]
