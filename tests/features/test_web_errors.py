"""Whatever goes wrong is a page that says so, says what to do, and gives nothing away."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient

from intro_app.config import Settings
from tests.support.entry_pages import add_pages, another_site
from tests.support.people import visitor

pytestmark = pytest.mark.changes_app  # it gets pages of the tests' own


@pytest.fixture
def site(app: Flask) -> FlaskClient:
    app.testing = False  # a mistake must become a page here
    add_pages(app)
    return visitor(app)


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/nowhere", 404, "Page not found"),
        ("/t/trouble/domain", 422, "You may ask Carol again later."),
        ("/t/trouble/stale", 409, "Someone else got there first"),
        ("/t/trouble/broken", 404, "This link is incomplete. Copy the whole link from the e-mail."),
        ("/t/trouble/ended", 410, "This link no longer works."),
        ("/t/trouble/busy", 503, "Nothing has changed"),
        ("/t/trouble/mistake", 500, "We made a mistake"),
    ],
)
def test_each_trouble_has_a_page(site: FlaskClient, path: str, status: int, sentence: str) -> None:
    answer = site.get(path)
    assert answer.status_code == status
    assert sentence in answer.text
    assert '<main id="main"' in answer.text
    for secret in ["Traceback", "secret/path", "alice@example.org", "ZeroDivision", "sqlalchemy", "werkzeug"]:
        assert secret not in answer.text
    assert answer.headers.get("Retry-After") == ("5" if status == 503 else None)


def test_the_log_says_once_a_minute_why_the_database_was_busy(
    site: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        site.get("/t/trouble/busy")
    assert [line for line in caplog.messages if "busy" in line] == [
        "the database is busy: database is locked: /srv/secret/path"
    ]


def test_a_wrong_method_says_which_ones_are_right(site: FlaskClient) -> None:
    answer = site.post("/promise")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    for method in ["TRACE", "TRACK", "CONNECT", "PUT", "PATCH", "DELETE", "PROPFIND"]:
        assert site.open("/promise", method=method).status_code == 405


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Somebody else writes, and does not stop."""
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
        other.close()
    else:
        with psycopg.connect(url) as elsewhere:
            elsewhere.execute("LOCK TABLE rate_count IN ACCESS EXCLUSIVE MODE")
            yield
            elsewhere.rollback()


@pytest.mark.slow
def test_a_locked_database_is_a_page_and_reading_goes_on(site: FlaskClient, database: str) -> None:
    with locked(database):
        answer = site.post("/t/letter", data={"word": "x"})
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert "Try again in a few seconds" in answer.text
        assert site.get("/t/open").status_code == site.get("/healthz").status_code == 200
    assert site.post("/t/letter", data={"word": "x"}).text == "got x"


def test_a_database_that_is_away_is_a_page_too(settings: Settings) -> None:
    with another_site(replace(settings, database_url="postgresql://app@127.0.0.1:9/none")) as site:
        browser = visitor(site)
        browser.set_cookie("__Host-sid", "A" * 43, domain="meet.example.org", secure=True)
        for path in ["/healthz", "/t/members", "/promise", "/nowhere"]:
            answer = browser.get(path)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
            assert "127.0.0.1:9" not in answer.text


def test_the_log_names_routes_and_never_what_was_in_them(
    site: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    token = "eyJ0b2tlbiI6MX0.secret-token-of-alice"
    site.get(
        f"/t/letter/{token}?next=alice@example.org",
        headers={"Referer": f"https://meet.example.org/r/{token}"},
    )
    site.get(f"/nowhere/{token}")
    site.get("/t/trouble/mistake")
    site.post("/t/letter", data={"word": "alice@example.org\n{forged: line}"})
    written = capsys.readouterr().err
    lines = [json.loads(line) for line in written.splitlines()]
    asked = [
        (line["method"], line["route"], line["status"]) for line in lines if line["message"] == "request"
    ]
    assert asked == [
        ("GET", "/t/letter/<token>", 200),
        ("GET", "(no such page)", 404),
        ("GET", "/t/trouble/<kind>", 500),
        ("POST", "/t/letter", 200),
    ]
    assert len({line["request"] for line in lines}) == 4
    (broken,) = [line for line in lines if "error" in line]
    assert broken["error"] == "ZeroDivisionError"
    assert broken["message"] == "Exception on /t/trouble/<kind>"
    for secret in [token, "alice", "127.0.0.1", "mistake"]:
        assert secret not in written
