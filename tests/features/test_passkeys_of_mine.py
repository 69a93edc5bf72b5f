"""My passkeys: adding and removing them needs somebody who signed in a moment ago, and is never silent."""

import dataclasses
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from intro_app import clock
from intro_app.config import Settings
from intro_app.identity import queries
from tests.support.authenticator import PRESENT, Authenticator
from tests.support.calendar import Calendar
from tests.support.entry_pages import another_site
from tests.support.identity_pages import code_in, form_secret, letters, type_code
from tests.support.mail_server import Mailbox
from tests.support.passkey_pages import add, options_in, page_to_add, sign_in
from tests.support.people import People, visitor

LONG_AGO = timedelta(minutes=10, seconds=1)


def remove(browser: FlaskClient, number: int) -> TestResponse:
    """Press the button beside a passkey."""
    return browser.post(
        "/me/passkeys/remove",
        data={"csrf_token": form_secret(browser.get("/me/passkeys")), "passkey": number},
    )


def test_a_new_passkey_is_listed_and_mailed(people: People, mailbox: Mailbox) -> None:
    browser = people.alice.browser()
    assert add(browser, Authenticator(), " my \n phone ").location == "/me/passkeys?done=passkey-added"
    assert "my phone" in browser.get("/me/passkeys").text
    mailbox.deliver(clock.now())
    letter = mailbox.newest(people.alice.email)
    assert letter.subject.startswith("Passkey added to your account on ")
    assert "my phone" in letter.text
    assert "List-Unsubscribe" not in letter.message


def test_the_page_asks_for_a_key_that_knows_its_person_and_is_no_second_one(people: People) -> None:
    browser, phone = people.alice.browser(), Authenticator()
    add(browser, phone)
    options = options_in(page_to_add(browser))
    assert options["rp"]["id"] == "meet.example.org"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert len(options["excludeCredentials"]) == 1
    assert add(browser, phone).status_code == 422


def test_only_the_two_pages_with_a_script_may_run_one(people: People) -> None:
    browser = people.alice.browser()
    assert "script-src 'self'" in page_to_add(browser).headers["Content-Security-Policy"]
    for path in ("/me/passkeys", "/sign-in/again"):
        assert "script-src" not in browser.get(path).headers["Content-Security-Policy"]
    assert "script-src" not in visitor(browser.application).get("/sign-in").headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "crook", [{"origin": "https://evil.example"}, {"rp_id": "evil.example"}, {"flags": PRESENT}]
)
def test_a_passkey_made_elsewhere_or_without_its_person_is_not_kept(
    app: Flask, people: People, crook: dict[str, Any]
) -> None:
    assert add(people.alice.browser(), Authenticator(**crook)).status_code == 422
    with app.app_context():
        assert queries.passkeys_of(people.alice.id) == []


def test_an_answer_counts_only_in_the_session_that_was_asked(people: People) -> None:
    said = Authenticator().make(options_in(page_to_add(people.alice.browser())))
    mallory = people.mallory.browser()
    secret = form_secret(mallory.get("/me/passkeys"))
    assert mallory.post("/me/passkeys/add", data={"csrf_token": secret, "answer": said}).status_code == 422


def test_after_ten_minutes_one_signs_in_once_more(app: Flask, people: People, the_calendar: Calendar) -> None:
    browser = people.alice.browser()
    the_calendar.pass_by(LONG_AGO)
    assert page_to_add(browser).location == "/sign-in/again?next=/me/passkeys"
    again = browser.get("/sign-in/again?next=/me/passkeys")
    sent = browser.post("/sign-in/again", data={"csrf_token": form_secret(again), "next": "/me/passkeys"})
    assert sent.location == "/sign-in/code"
    assert type_code(browser, code_in(letters(app)[-1])).location == "/me/passkeys"
    assert page_to_add(browser).status_code == 200


def test_a_passkey_is_a_way_to_sign_in_once_more(people: People, the_calendar: Calendar) -> None:
    browser, phone = people.alice.browser(), Authenticator()
    add(browser, phone)
    the_calendar.pass_by(LONG_AGO)
    assert remove(browser, 1).location == "/sign-in/again?next=/me/passkeys"
    assert "Use my passkey" in browser.get("/sign-in/again").text
    assert sign_in(browser, phone, "/me/passkeys").location == "/me/passkeys"
    assert remove(browser, 1).status_code == 303


def test_removing_one_ends_what_it_opened(app: Flask, people: People) -> None:
    browser, phone, lost = people.alice.browser(), Authenticator(), visitor(app)
    add(browser, phone)
    sign_in(lost, phone)
    assert lost.get("/me").status_code == 200
    assert remove(browser, 1).location == "/me/passkeys?done=passkey-removed"
    assert lost.get("/me").status_code == 303
    assert sign_in(visitor(app), phone).status_code == 401
    assert browser.get("/me").status_code == 200


def test_nobody_removes_the_passkey_of_another(app: Flask, people: People) -> None:
    add(people.alice.browser(), Authenticator())
    remove(people.mallory.browser(), 1)
    remove(people.mallory.browser(), 99)
    with app.app_context():
        assert len(queries.passkeys_of(people.alice.id)) == 1


def test_ten_are_enough(people: People) -> None:
    browser = people.alice.browser()
    for _ in range(10):
        assert add(browser, Authenticator()).status_code == 303
    assert page_to_add(browser).status_code == 422


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_site_under_a_number_says_that_it_can_have_none(settings: Settings, database: str) -> None:
    numbered = dataclasses.replace(settings, base_url="http://127.0.0.1:8000")
    with another_site(numbered) as site:
        assert "passkey" not in visitor(site).get("/sign-in").text
