"""A pass for an evening: many people on one Wi-Fi, until it is full or the time is up."""

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from intro_app import clock
from intro_app.audit.models import AuditEntry
from intro_app.config import Settings
from intro_app.db import db
from intro_app.identity.arrivals import Newcomer
from intro_app.identity.service import join_by_gate
from intro_app.joining.evening.service import open_pass
from intro_app.joining.invitations.codes import code_of
from intro_app.joining.invitations.service import make_link
from intro_app.qr_codes import qr_code
from tests.features.test_identity_races import at_once
from tests.support.calendar import Calendar
from tests.support.identity_pages import letters
from tests.support.joining import brought, gated, join_by_link, members, press
from tests.support.people import People, visitor


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Joining is by invitation."""
    return gated(settings)


@pytest.fixture
def dan(people: People) -> FlaskClient:
    """The browser of an admin who came in by passkey."""
    return people.dan.becomes("admin").browser(by_passkey=True)


def opens(dan: FlaskClient, places: int = 3, until: str = "22:30") -> str:
    """Dan opens a pass; its code."""
    page = dan.get("/staff/evening")
    sent = press(dan, page, "/staff/evening", label="Summer evening", places=str(places), clock=until)
    assert sent.status_code == 303
    found = re.search(r"meet\.example\.org/j/(\S{9})", dan.get("/staff/evening").text)
    assert found
    return found[1]


@pytest.mark.slow
@pytest.mark.one_database
def test_a_hundred_people_on_one_wifi_come_in_within_ten_minutes(
    app: Flask, dan: FlaskClient, the_calendar: Calendar, at: datetime
) -> None:
    code = opens(dan, places=100)
    for number in range(100):
        the_calendar.go_to(at + timedelta(seconds=6 * number))
        name = f"Person {chr(65 + number % 26)}{chr(97 + number // 26)}"
        assert join_by_link(app, code, f"p{number}@elsewhere.net", name).status_code == 303
    assert len([one for one in members(app) if one.endswith("@elsewhere.net")]) == 100
    assert {inviter for _member, inviter in brought(app)} == {None}, "nobody answers for a whole room"
    assert visitor(app).get(f"/j/{code}").status_code == 410
    assert not [one for one in letters(app) if "accepted your invitation" in one]


def test_without_a_pass_one_network_asks_for_sixty_e_mails_an_hour(app: Flask, people: People) -> None:
    """The usual limit stands for links of members."""
    people.dan.becomes("admin")
    with app.app_context():
        made = make_link(people.dan.member, places=10, days=1, label="", at=clock.now())
        code = code_of(made.id)
    browser = visitor(app)
    page = browser.get(f"/j/{code}")
    sent = [press(browser, page, "/j", email=f"p{number}@elsewhere.net").status_code for number in range(62)]
    assert (sent.count(303), sent.count(429)) == (60, 2)


def test_a_pass_ends_at_its_time_or_when_it_is_closed(
    app: Flask, people: People, dan: FlaskClient, at: datetime, the_calendar: Calendar
) -> None:
    code = opens(dan)
    assert "Summer evening" in visitor(app).get(f"/j/{code}").text
    shown = dan.get("/staff/evening")
    assert qr_code(f"https://meet.example.org/j/{code}").path in shown.text
    press(dan, shown, "/staff/evening/close")
    assert "qr-code" not in dan.get("/staff/evening").text
    assert "was withdrawn" in visitor(app).get(f"/j/{code}").text
    with app.app_context():
        acts = db.session.scalars(select(AuditEntry.act).where(AuditEntry.actor_id == people.dan.id)).all()
        assert acts[-2:] == ["evening_opened", "evening_closed"]
        over = open_pass(people.dan.member, label="", places=2, until=at + timedelta(hours=1), at=at)
        late = code_of(over.id)
    the_calendar.go_to(at + timedelta(hours=2))
    assert "has expired" in visitor(app).get(f"/j/{late}").text


def test_eight_people_race_for_the_last_three_places(app: Flask, people: People, at: datetime) -> None:
    with app.app_context():
        made = open_pass(people.dan.member, label="", places=3, until=at + timedelta(hours=3), at=at).id

    def come_in(number: int) -> None:
        newcomer = Newcomer(f"p{number}@elsewhere.net", f"invitation:{made}")
        join_by_gate(newcomer, f"Person {'ABCDEFGH'[number]}", clock.now())

    assert sum(at_once(app, come_in)) == 3
    assert len([one for one in members(app) if one.endswith("@elsewhere.net")]) == 3


def test_only_an_admin_by_passkey_opens_one(app: Flask, people: People) -> None:
    people.carol.becomes("admin")
    for browser in (visitor(app), people.alice.browser()):
        assert browser.get("/staff/evening").status_code == 404
    assert people.carol.browser().get("/staff/evening").location == "/me/passkeys"


def test_what_is_wrong_is_said_beside_the_field(dan: FlaskClient) -> None:
    page = dan.get("/staff/evening")
    sent = press(dan, page, "/staff/evening", label="", places="501", clock="")
    assert sent.status_code == 422
    for sentence in ("Give it a name.", "Choose a number from 1 to 500.", "Choose a time."):
        assert sentence in sent.text
