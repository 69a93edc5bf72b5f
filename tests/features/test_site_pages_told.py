"""Terms and privacy: who joins agrees to what holds, and a change is told once, holding nobody up."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from intro_app import clock
from intro_app.config import Settings
from intro_app.config.on_page import ON_PAGE_KEY
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
        page = said(alice.get(path))
        assert "Changed on 4 May 2026: Terms · We say it is free." in page
        assert "See what changed : Terms I’ve seen it" in page
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


LATER = "# Whom this is for\n\nPeople of **St Jakob**, and their friends."


def _publishes_for(dan: FlaskClient, day: str, words: str = LATER) -> TestResponse:
    return writes(dan, "terms", words, "Friends may come.", applies_on=day)


def test_terms_can_apply_from_a_day_and_members_hear_before(
    app: Flask, people: People, dan: FlaskClient, the_calendar: Calendar
) -> None:
    writes(dan, "terms", TERMS)
    people.alice.browser().post(SEEN, data={"csrf_token": form_secret(people.alice.browser().get("/me"))})
    day = (clock.now() + timedelta(days=20)).date()
    announced = _publishes_for(dan, day.isoformat())
    assert "It applies from the day you chose." in dan.get(announced.headers["Location"]).text
    reader = visitor(app)
    assert "their friends" not in reader.get("/site/terms").text
    assert "A new version applies from 24 May 2026." in said(reader.get("/site/terms"))
    assert "This version applies from 24 May 2026." in said(reader.get("/site/terms/en/2"))
    alice = people.alice.browser()
    notice = said(alice.get("/me"))
    assert "Applies from 24 May 2026: Terms · Friends may come. · See what changed" in notice
    changes = reader.get("/site/terms/en/2/changes").text
    assert "<ins>" in changes
    assert "and their friends." in changes
    assert "<del>" in changes
    joins(app, "early@example.org")
    assert consents(app, "Nora New") == [("terms", "en", 1, "agreed")]
    the_calendar.pass_by(timedelta(days=20))
    app.extensions[ON_PAGE_KEY].read_at = None  # another five seconds
    assert "their friends" in visitor(app).get("/site/terms").text
    joins(app, "later@example.org")
    assert consents(app, "Nora New")[-1] == ("terms", "en", 2, "agreed")


def test_who_joins_while_a_version_is_to_come_hears_of_it(app: Flask, dan: FlaskClient) -> None:
    writes(dan, "terms", TERMS)
    _publishes_for(dan, (clock.now() + timedelta(days=20)).date().isoformat())
    nora = joins(app)
    assert "Applies from 24 May 2026" in said(nora.get("/me"))
    nora.post(SEEN, data={"csrf_token": form_secret(nora.get("/me"))})
    assert "Applies from" not in said(nora.get("/me"))


@pytest.mark.parametrize(("days", "status"), [(1, 422), (13, 422), (14, 303), (366, 422), (-3, 422)])
def test_terms_are_published_two_weeks_before_they_apply(dan: FlaskClient, days: int, status: int) -> None:
    writes(dan, "terms", TERMS)
    answer = _publishes_for(dan, (clock.now() + timedelta(days=days)).date().isoformat())
    assert answer.status_code == status
    if status == 422:
        assert "Choose a day from 18 May 2026 on" in said(answer)
        assert "and their friends" in answer.text, "nothing that was typed is lost"


def test_another_version_takes_the_place_of_one_to_come(app: Flask, dan: FlaskClient) -> None:
    writes(dan, "terms", TERMS)
    _publishes_for(dan, (clock.now() + timedelta(days=20)).date().isoformat())
    writes(dan, "terms", f"{TERMS}\n- really")
    page = said(visitor(app).get("/site/terms"))
    assert "really" in page
    assert "A new version applies" not in page
