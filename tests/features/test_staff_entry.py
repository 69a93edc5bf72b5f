"""Pages for staff: there for who holds the role and came in by a passkey, and for nobody else."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from intro_app import clock
from intro_app.identity import service
from intro_app.identity.models import StaffRole
from intro_app.web.access import staff
from tests.support.calendar import Calendar
from tests.support.people import People, visitor

pytestmark = [pytest.mark.changes_app, pytest.mark.one_database]  # it gets pages of the tests' own

Who = Callable[[Flask, People], FlaskClient]

DOORS = ["/t/desk", "/t/desk/7", "/t/office"]


@pytest.fixture
def doors(app: Flask) -> Flask:
    """The site with two pages for moderators and one for admins."""
    app.add_url_rule("/t/desk", "t_desk", staff("moderator")(lambda: "the desk"))
    app.add_url_rule(
        "/t/desk/<int:case>", "t_case", staff("moderator")(lambda case: f"case {case}"), methods=["POST"]
    )
    app.add_url_rule("/t/office", "t_office", staff("admin")(lambda: "the office"))
    return app


def _visitor(app: Flask, people: People) -> FlaskClient:
    return visitor(app)


def _member(app: Flask, people: People) -> FlaskClient:
    return people.alice.browser()


def _member_by_passkey(app: Flask, people: People) -> FlaskClient:
    return people.alice.browser(by_passkey=True)


def _moderator_by_mail(app: Flask, people: People) -> FlaskClient:
    return people.dan.becomes("moderator").browser()


def _moderator_by_passkey(app: Flask, people: People) -> FlaskClient:
    return people.dan.becomes("moderator").browser(by_passkey=True)


def _admin_by_passkey(app: Flask, people: People) -> FlaskClient:
    return people.dan.becomes("admin").browser(by_passkey=True)


def _moderator_no_more(app: Flask, people: People) -> FlaskClient:
    browser = people.dan.becomes("moderator").browser(by_passkey=True)
    with app.app_context():
        service.revoke(people.dan.member, StaffRole.MODERATOR, clock.now())
    return browser


def _moderator_signed_in_before(app: Flask, people: People) -> FlaskClient:
    browser = people.dan.browser(by_passkey=True)
    people.dan.becomes("moderator")
    return browser


@pytest.mark.parametrize(
    ("who", "desk", "office"),
    [
        (_visitor, 404, 404),
        (_member, 404, 404),
        (_member_by_passkey, 404, 404),
        (_moderator_by_mail, 303, 404),
        (_moderator_by_passkey, 200, 404),
        (_admin_by_passkey, 404, 200),
        (_moderator_no_more, 404, 404),
        (_moderator_signed_in_before, 404, 404),
    ],
)
def test_the_matrix(doors: Flask, people: People, who: Who, desk: int, office: int) -> None:
    browser = who(doors, people)
    assert browser.get("/t/desk").status_code == desk
    assert browser.get("/t/office").status_code == office


def test_who_lacks_only_the_passkey_is_told_how_to_get_one(doors: Flask, people: People) -> None:
    browser = _moderator_by_mail(doors, people)
    shown = browser.get("/t/desk", follow_redirects=True)
    assert shown.request.path == "/me/passkeys"
    assert "To moderate or manage this site you need a passkey." in shown.text
    assert browser.post("/t/desk/7").status_code == 404


@pytest.mark.parametrize("who", [_visitor, _member, _admin_by_passkey])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS", "PUT"])
def test_to_others_it_is_the_page_that_does_not_exist(
    doors: Flask, people: People, who: Who, method: str
) -> None:
    browser = who(doors, people)
    for door in DOORS[:2]:
        there, nowhere = (browser.open(path, method=method) for path in (door, "/t/no-such-page"))
        assert seen(there) == seen(nowhere)


def seen(page: TestResponse) -> tuple[int, dict[str, str], str]:
    """All that a browser is given, but for marks that differ each time."""
    headers = {name: value for name, value in page.headers.items() if name not in {"Date", "X-Request-Id"}}
    return page.status_code, headers, re.sub(r'(name="csrf_token"[^>]*value=")[^"]+', r"\1", page.text)


@pytest.mark.parametrize(
    ("steps", "still"),
    [
        ([30], 200),
        ([31], 404),
        ([29] * 24, 200),  # eleven hours and a half, never left alone
        ([29] * 25, 404),  # after twelve hours at the latest
    ],
)
def test_a_session_of_staff_ends_early(
    doors: Flask, people: People, the_calendar: Calendar, steps: list[int], still: int
) -> None:
    browser = _moderator_by_passkey(doors, people)
    status = 0
    for minutes in steps:
        the_calendar.pass_by(timedelta(minutes=minutes) - timedelta(seconds=5))
        status = browser.get("/t/desk").status_code
    assert status == still
    assert browser.get("/me").status_code == (200 if still == 200 else 303), "it is over as a whole"


def test_a_forged_form_is_refused_for_staff_as_for_all(doors: Flask, people: People) -> None:
    browser = _moderator_by_passkey(doors, people)
    assert browser.post("/t/desk/7").status_code == 400
    assert browser.post("/t/desk/7", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400
