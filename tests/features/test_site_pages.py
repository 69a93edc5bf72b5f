"""About, terms, privacy, imprint: written by staff, in versions, linked if they are there."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from intro_app.audit.models import AuditEntry
from intro_app.audit.queries import check
from intro_app.config import Settings
from intro_app.db import db
from intro_app.site_settings import SitePage
from tests.support.calendar import Calendar
from tests.support.identity_pages import form_secret
from tests.support.people import People, visitor
from tests.support.written_pages import PAGES, PRIVACY, TERMS, said, sends, writes

pytestmark = pytest.mark.changes_app  # what it publishes would outlive the test in this process

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


def foot_of(page: TestResponse) -> list[str]:
    """The kinds of pages that the foot of a page links."""
    return re.findall(r'href="/site/(\w+)[?"]', page.text.partition("<footer")[2])


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
        ({"words": "x" * 40_001}, "Keep this to 40,000 characters."),
        ({"words": "fine", "change": "x" * 301}, "Keep this to 300 characters."),
    ],
)
def test_what_is_too_long_is_said_beside_its_field(
    app: Flask, dan: FlaskClient, typed: dict[str, str], sentence: str
) -> None:
    refused = writes(dan, "terms", **typed)
    assert refused.status_code == 422
    assert sentence in said(refused)
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
