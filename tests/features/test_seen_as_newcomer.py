"""Staff see the site as a made-up newcomer: true to what one sees, and nothing is kept or done."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from intro_app.db import Model, db
from intro_app.outbox.models import OutboxMessage
from tests.support.identity_pages import form_secret
from tests.support.people import People

SEE = "/staff/newcomer/see"
PAGES = ("/introductions", "/ask", "/people", "/community", "/me", "/me/profile", "/me/door", "/me/sessions")
BANNER = "You see this page as a made-up newcomer."


@pytest.fixture
def dan(people: People) -> FlaskClient:
    """The browser of a host who came in by passkey."""
    return people.dan.becomes("host").browser(by_passkey=True)


def _rows(app: Flask) -> dict[str, int]:
    with app.app_context():
        tables = [
            table for table in Model.metadata.sorted_tables if table.name not in {"session", "rate_count"}
        ]
        return {table.name: len(db.session.execute(table.select()).all()) for table in tables}


def test_every_page_is_as_somebody_new_sees_it_and_nothing_is_kept(
    app: Flask, people: People, dan: FlaskClient
) -> None:
    dan.get("/staff")
    before = _rows(app)
    for path in PAGES:
        page = dan.get(f"{SEE}{path}")
        assert page.status_code == 200, path
        assert BANNER in page.text, path
        assert "<script" not in page.text, path
    assert 'value="Noor Newcomer"' in dan.get(f"{SEE}/me/profile").text
    assert "Dan Okafor" not in dan.get(f"{SEE}/me").text
    assert dan.get(f"{SEE}/").headers["Location"] == f"{SEE}/introductions"
    assert _rows(app) == before


def test_no_press_of_a_button_there_is_the_reader_s_own(app: Flask, dan: FlaskClient) -> None:
    before = _rows(app)
    for path in PAGES:
        page = dan.get(f"{SEE}{path}")
        forms = re.findall(r'<form\b[^>]*>|\bformaction="[^"]*"', page.text)
        assert all(f'action="{SEE}/' in form for form in forms), (path, forms)
        for target in {re.search(r'action="([^"]*)"', form)[1] for form in forms if "post" in form}:  # type: ignore[index]  # all have one
            answer = dan.post(target, data={"csrf_token": form_secret(page), "name": "Not Dan"})
            assert answer.status_code == 409, (path, target)
            assert "who can’t do anything" in answer.text
    assert _rows(app) == before
    assert "Not Dan" not in dan.get("/me/profile").text


def test_it_leads_to_no_staff_page_and_no_file_and_stays_below(dan: FlaskClient) -> None:
    for path in ("/staff", "/staff/members", "/staff/newcomer"):
        assert dan.get(f"{SEE}{path}").status_code == 404
    assert dan.get(f"{SEE}/moderation").status_code == 404, "a newcomer has no rights"
    assert dan.get(f"{SEE}/sign-in").headers["Location"].startswith(SEE)
    assert dan.get(f"{SEE}/nowhere").status_code == 404
    links = re.findall(r'<a\b[^>]*\bhref="(/[^"]*)"', dan.get(f"{SEE}/me").text)
    assert {link.split("?")[0] for link in links if not link.startswith(SEE)} == {"/staff"}


def test_afterwards_the_reader_is_themselves_again(dan: FlaskClient) -> None:
    dan.get(f"{SEE}/me")
    page = dan.get("/me")
    assert "Dan Okafor" in page.text
    assert BANNER not in page.text
    assert dan.get("/staff").status_code == 200


def test_only_staff_can_and_no_mail_tells_of_it(app: Flask, people: People, dan: FlaskClient) -> None:
    assert people.alice.browser().get(f"{SEE}/me").status_code == 404
    assert people.alice.browser().get("/staff/newcomer").status_code == 404
    assert "See the site as a newcomer" in dan.get("/staff").text
    assert dan.get("/staff/newcomer").status_code == 200
    dan.get(f"{SEE}/introductions")
    with app.app_context():
        told = db.session.query(OutboxMessage).filter(OutboxMessage.kind.like("%welcome%"))
        assert told.count() == 0
