"""About, terms, privacy, imprint: written by staff, in versions, linked if they are there, told once."""

import html
import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from intro_app import clock
from intro_app.audit.models import AuditEntry
from intro_app.audit.queries import check
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
from tests.support.written_pages import PAGES, PRIVACY, TERMS, sends, writes

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


def said(page: TestResponse) -> str:
    """The words of a page, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def foot_of(page: TestResponse) -> list[str]:
    """The kinds of pages that the foot of a page links."""
    return re.findall(r'href="/site/(\w+)[?"]', page.text.partition("<footer")[2])


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


def test_a_page_is_linked_once_it_is_written_and_not_before(app: Flask, dan: FlaskClient) -> None:
    stranger = visitor(app)
    assert foot_of(stranger.get("/")) == []
    assert stranger.get("/site/terms").status_code == 404
    assert "done=page-published" in writes(dan, "terms", TERMS).location
    writes(dan, "imprint", "St Jakob, Elm Row 2")
    assert foot_of(stranger.get("/")) == ["terms", "imprint"], "in their order"
    page = stranger.get("/site/terms")
    assert "<title>Terms · " in page.text
    assert re.search(r"<h2>Whom this is for</h2>\s*<p>People of <strong>St Jakob</strong>", page.text)
    assert '<a href="https://example.org/rules" rel="nofollow noopener">Rules</a>' in page.text
    assert "<h3>Money</h3>" in page.text
    assert "Published on 4 May 2026" in said(page)
    assert "done=page-published" in writes(dan, "terms", "").location
    assert foot_of(stranger.get("/")) == ["imprint"]
    assert stranger.get("/site/terms").status_code == 404
    assert stranger.get("/site/terms/en/1").status_code == 200, "what once held can be read"


def test_every_version_is_kept_with_who_published_it_in_the_audit(
    app: Flask, dan: FlaskClient, people: People
) -> None:
    writes(dan, "privacy", PRIVACY)
    writes(dan, "privacy", f"{PRIVACY}\n\nFor a year.", "We say for how long.")
    stranger = visitor(app)
    newest = stranger.get("/site/privacy")
    assert "Changed on 4 May 2026 · We say for how long." in said(newest)
    assert 'href="/site/privacy/en/1"' in newest.text
    older = stranger.get("/site/privacy/en/1")
    assert "This is an older version. It no longer applies." in said(older)
    assert "For a year." not in older.text
    assert stranger.get("/site/privacy/en/3").status_code == 404
    with app.app_context():
        acts = select(AuditEntry.actor_id, AuditEntry.about).where(AuditEntry.act == "page_published")
        rows = db.session.execute(acts.order_by(AuditEntry.id)).all()
        pages = db.session.scalars(select(SitePage.id).order_by(SitePage.id)).all()
        assert [tuple(row) for row in rows] == [(people.dan.id, f"page:{one}") for one in pages]
        assert check().broken is None
    assert "Dan Okafor" in dan.get(f"{PAGES}/privacy/en").text


def test_who_reads_another_language_sees_theirs_or_the_sites_or_what_there_is(
    app: Flask, dan: FlaskClient
) -> None:
    writes(dan, "terms", "Auf Deutsch.", locale="de")
    stranger = visitor(app)
    assert '<div class="markdown" lang="de">' in stranger.get("/site/terms").text, "there is no other"
    writes(dan, "terms", "In English.")
    assert "In English." in stranger.get("/site/terms").text
    assert "Auf Deutsch." in stranger.get("/site/terms?lang=de").text
    assert "In English." in stranger.get("/site/terms?lang=es").text
    assert "Nutzungsbedingungen" in stranger.get("/?lang=de").text


def test_a_preview_publishes_nothing_and_what_is_the_same_is_no_version(app: Flask, dan: FlaskClient) -> None:
    shown = writes(dan, "about", "## We *sing*", "New.", button="preview")
    assert shown.status_code == 200
    assert "<h2>We <em>sing</em></h2>" in shown.text
    assert "## We *sing*</textarea>" in shown.text, "and it can be written on"
    assert foot_of(visitor(app).get("/")) == []
    assert sends(dan, shown, "## We *sing*").status_code == 303
    assert "done=page-same" in writes(dan, "about", "## We *sing*").location
    with app.app_context():
        assert len(db.session.scalars(select(SitePage)).all()) == 1


def test_the_second_of_two_who_write_at_once_loses_nothing(app: Flask, dan: FlaskClient) -> None:
    open_page = dan.get(f"{PAGES}/terms/en")
    writes(dan, "terms", "The first.")
    refused = sends(dan, open_page, "The second.", "Mine.")
    assert refused.status_code == 409
    assert "Someone has published another version since." in said(refused)
    assert "The second.</textarea>" in refused.text
    assert "The first." in visitor(app).get("/site/terms").text
    assert sends(dan, refused, "Both.").status_code == 303
    assert "Both." in visitor(app).get("/site/terms").text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"words": "x" * 40_001}, "Keep this to 40000 characters."),
        ({"words": "fine", "change": "x" * 301}, "Keep this to 300 characters."),
    ],
)
def test_what_is_too_long_is_said_beside_its_field(
    app: Flask, dan: FlaskClient, typed: dict[str, str], sentence: str
) -> None:
    refused = writes(dan, "terms", **typed)
    assert refused.status_code == 422
    assert sentence in said(refused).replace("40,000", "40000")
    assert all(value in refused.text for value in typed.values())
    assert foot_of(visitor(app).get("/")) == []


def test_a_page_of_forty_thousand_umlauts_is_published(app: Flask, dan: FlaskClient) -> None:
    long = ("ä" * 79 + "\n") * 500
    page = dan.get(f"{PAGES}/terms/en")
    data = {
        "csrf_token": form_secret(page),
        "words": long,
        "change": "",
        "begun_from": "0",
        "step": "publish",
    }
    sent = dan.post(f"{PAGES}/terms/en", data=data, content_type="multipart/form-data")
    assert sent.status_code == 303
    assert "ä" * 79 in visitor(app).get("/site/terms").text


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://evil.example/x.png)",
        "<img src=x>",
    ],
)
def test_not_even_staff_publish_more_than_words(app: Flask, dan: FlaskClient, words: str) -> None:
    writes(dan, "about", words)
    page = visitor(app).get("/site/about").text.partition("<main")[2].partition("</main>")[0]
    assert "<script" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page


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


def test_only_caretakers_write_pages(app: Flask, people: People, dan: FlaskClient) -> None:
    secret = form_secret(dan.get(f"{PAGES}/terms/en"))
    host = people.bob.becomes("host").browser(by_passkey=True)
    data = {"csrf_token": secret, "words": "Mine."}
    for path in (PAGES, f"{PAGES}/terms/en"):
        assert host.get(path).status_code == 404
    assert host.post(f"{PAGES}/terms/en", data=data).status_code == 404
    for path in ("nothing/en", "terms/xx", "terms/en/1"):
        assert dan.get(f"{PAGES}/{path}").status_code == 404
    for path in ("/site/nothing", "/site/terms/xx/1", "/site/terms/en/99999999999999"):
        assert visitor(app).get(path).status_code == 404
