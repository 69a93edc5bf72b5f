"""Terms and privacy: who joins agrees to what holds, and a change is told once, holding nobody up."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from intro_app import clock
from intro_app.config import Settings
from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.privacy.archives import contents
from intro_app.privacy.service import Wishes, close_now
from intro_app.site_pages.models import PageConsent
from intro_app.site_settings import SitePage
from tests.support.calendar import Calendar
from tests.support.identity_pages import ask, follow, form_secret, letters, link_in, send
from tests.support.joining import accept, invite, letter_with, path_in, press
from tests.support.people import People, visitor
from tests.support.suspending import suspended
from tests.support.written_pages import PRIVACY, TERMS, said, writes

pytestmark = pytest.mark.changes_app  # what it publishes would outlive the test in this process

SEEN = "/site/seen"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Everybody can join."""
    return replace(settings, joining=("open",))


@pytest.fixture
def dan(people: People, the_calendar: Calendar) -> FlaskClient:
    """The browser of a caretaker who came in by passkey; it is a minute after people joined."""
    browser = people.dan.becomes("caretaker").browser(by_passkey=True)
    the_calendar.pass_by(MINUTE)
    return browser


def joins(app: Flask, address: str = "nora@example.org") -> FlaskClient:
    """Somebody joins by the link in an e-mail."""
    browser = visitor(app)
    ask(browser, address)
    assert follow(browser, link_in(letters(app)[-1]), name="Nora New").status_code == 303
    return browser


def consents(app: Flask, address: str) -> list[tuple[str, str, int, str]]:
    """What somebody was shown: page, language, version, how; oldest first."""
    rows = (
        select(SitePage.kind, SitePage.locale, SitePage.version, PageConsent.how)
        .join(SitePage, SitePage.id == PageConsent.page_id)
        .join(Member, Member.id == PageConsent.member_id)
        .where(Member.name == address)
        .order_by(PageConsent.id)
    )
    with app.app_context():
        return [
            (str(kind), locale, number, str(how)) for kind, locale, number, how in db.session.execute(rows)
        ]


def test_joining_records_the_versions_in_force(app: Flask, dan: FlaskClient) -> None:
    joins(app, "early@example.org")
    assert consents(app, "Nora New") == []
    for words in (TERMS, f"{TERMS}\n- really"):
        writes(dan, "terms", words)
    writes(dan, "privacy", PRIVACY)
    writes(dan, "about", "We sing.")
    browser = visitor(app)
    ask(browser, "late@example.org")
    page = browser.get(link_in(letters(app)[-1]))
    assert "By joining you agree to our terms. Terms" in said(page)
    assert "We say what happens with your data. Privacy" in said(page)
    assert follow(browser, link_in(letters(app)[-1]), name="Late Lea").status_code == 303
    assert consents(app, "Late Lea") == [("terms", "en", 2, "agreed"), ("privacy", "en", 1, "shown")]
    assert "What has changed" not in browser.get("/me").text, "there is nothing that they have not seen"


def test_who_comes_by_an_invitation_agrees_to_the_same(
    app: Flask, people: People, dan: FlaskClient, at: datetime
) -> None:
    writes(dan, "terms", TERMS)
    invite(people.bob, "mei@example.org", at)
    path = path_in(letter_with(app, "i"), "i")
    assert "By joining you agree to our terms." in said(visitor(app).get(path))
    assert accept(app, path).status_code == 303
    assert consents(app, "Mei Tanaka") == [("terms", "en", 1, "agreed")]
    writes(dan, "terms", "Auf Deutsch.", locale="de")
    invite(people.bob, "jan@example.org", at + MINUTE, name="Jan Roth")
    path, browser = path_in(letter_with(app, "i"), "i"), visitor(app)
    page = browser.get(f"{path}?lang=de")
    assert page.status_code == 200
    assert press(browser, page, "/i", name="Jan Roth").status_code == 303
    assert consents(app, "Jan Roth") == [("terms", "de", 1, "agreed")], "the one they could read"


def test_a_change_is_told_once_on_any_page_and_put_away_by_a_button(
    app: Flask, people: People, dan: FlaskClient, the_calendar: Calendar
) -> None:
    writes(dan, "about", "We sing.")
    alice = people.alice.browser()
    assert "What has changed" not in alice.get("/me").text, "only terms and privacy concern everyone"
    writes(dan, "terms", TERMS)
    writes(dan, "terms", f"{TERMS}\n- really", "We say it is free.")
    for path in ("/me", "/people", "/introductions"):
        assert "Changed on 4 May 2026: Terms · We say it is free. I’ve seen it" in said(alice.get(path))
    shown = alice.get("/people")
    put_away = press(alice, shown, SEEN)
    assert (put_away.status_code, put_away.location) == (303, "/people")
    assert "What has changed" not in alice.get("/people").text
    assert "What has changed" in people.bob.browser().get("/me").text, "Bob has not seen it"
    assert consents(app, "Alice Marsh") == [("terms", "en", 2, "told")]
    assert press(alice, shown, SEEN).status_code == 303
    assert consents(app, "Alice Marsh") == [("terms", "en", 2, "told")], "a second press tells nothing twice"
    the_calendar.pass_by(MINUTE)
    writes(dan, "privacy", PRIVACY)
    assert "Changed on 4 May 2026: Privacy" in said(alice.get("/me"))


def test_nobody_has_to_see_it_to_do_anything(app: Flask, people: People, dan: FlaskClient) -> None:
    alice = people.alice.browser()
    writes(dan, "terms", TERMS)
    assert send(alice, "/me/profile", name="Alice Marsh", headline="Restores organs").status_code == 303
    assert "What has changed" in alice.get("/me").text, "it waits"
    assert "What has changed" not in visitor(app).get("/").text


def test_a_suspended_member_can_put_it_away(app: Flask, people: People, dan: FlaskClient) -> None:
    suspended(app, people.mallory, people.dan, clock.now())
    writes(dan, "terms", TERMS)
    mallory = people.mallory.browser()
    assert press(mallory, mallory.get("/me"), SEEN).location == "/me"
    assert "What has changed" not in mallory.get("/me").text


def test_the_button_leads_to_no_other_site(app: Flask, people: People, dan: FlaskClient) -> None:
    writes(dan, "terms", TERMS)
    alice = people.alice.browser()
    secret = form_secret(alice.get("/me/profile"))
    for onward in ("https://evil.example/", "//evil.example", "/l/x"):
        sent = alice.post(SEEN, data={"csrf_token": secret, "next": onward})
        assert sent.location == "/introductions"


def test_what_one_was_shown_is_taken_along_and_erased_with_the_account(
    app: Flask, people: People, dan: FlaskClient
) -> None:
    writes(dan, "terms", TERMS)
    joins(app)
    with app.app_context():
        nora = db.session.scalars(select(Member).where(Member.name == "Nora New")).one()
        taken = contents(nora, clock.now())["pages_i_was_shown"]
        assert [{**row, "at": ""} for row in taken] == [
            {"kind": "terms", "locale": "en", "version": 1, "how": "agreed", "at": ""}
        ]
        close_now(nora, Wishes(), clock.now())
        assert db.session.scalars(select(PageConsent)).all() == []
        assert len(db.session.scalars(select(SitePage)).all()) == 1
