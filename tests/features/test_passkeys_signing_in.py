"""A passkey lets its owner in: an answer from elsewhere, to another question, or given twice does not."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from intro_app import clock
from intro_app.audit.models import AuditEntry
from intro_app.db import atomic, db
from intro_app.identity import service
from intro_app.identity.models import Member, Passkey, PasskeyChallenge, Session
from tests.support.authenticator import PRESENT, VERIFIED, Authenticator
from tests.support.calendar import Calendar
from tests.support.passkey_pages import add, answer, options_in, page_to_add, page_to_use, sign_in
from tests.support.people import People, visitor


@pytest.fixture
def device(people: People) -> Authenticator:
    """Alice's phone, with her passkey."""
    phone = Authenticator()
    assert add(people.alice.browser(), phone).status_code == 303
    return phone


def acts(app: Flask) -> list[tuple[str, int | None]]:
    """What was audited, and about whom."""
    with app.app_context():
        return [(entry.act, entry.subject_id) for entry in db.session.scalars(select(AuditEntry))]


def test_its_owner_comes_in_and_gets_where_they_wanted(client: FlaskClient, device: Authenticator) -> None:
    done = sign_in(client, device, "/me/door")
    assert (done.status_code, done.location) == (303, "/me/door")
    assert client.get("/me/door").status_code == 200


def test_a_page_elsewhere_is_never_where_they_wanted(client: FlaskClient, device: Authenticator) -> None:
    assert sign_in(client, device, "//evil.example/me").location == "/introductions"


def test_the_same_answer_opens_nothing_a_second_time(client: FlaskClient, device: Authenticator) -> None:
    page = page_to_use(client)
    said = device.use(options_in(page))
    assert answer(client, page, said).status_code == 303
    thief = visitor(client.application)
    assert answer(thief, page_to_use(thief), said).status_code == 401
    assert answer(client, page_to_use(client), said).status_code == 401
    assert thief.get("/me").status_code == 303


def test_an_answer_counts_only_in_the_browser_that_was_asked(
    client: FlaskClient, device: Authenticator
) -> None:
    thief = visitor(client.application)
    said = device.use(options_in(page_to_use(client)))
    assert answer(thief, page_to_use(thief), said).status_code == 401


def test_a_question_is_open_for_five_minutes(
    client: FlaskClient, device: Authenticator, the_calendar: Calendar
) -> None:
    page = page_to_use(client)
    the_calendar.pass_by(timedelta(minutes=5, seconds=1))
    assert answer(client, page, device.use(options_in(page))).status_code == 401


def test_a_question_for_adding_is_none_for_signing_in(people: People, device: Authenticator) -> None:
    browser = people.alice.browser()
    secret = page_to_use(browser)
    said = device.use(options_in(page_to_add(browser)))
    assert answer(browser, secret, said).status_code == 401


def _elsewhere(device: Authenticator) -> None:
    device.origin = "https://meet.example.org.evil.example"


def _plain_http(device: Authenticator) -> None:
    device.origin = "http://meet.example.org"


def _other_site(device: Authenticator) -> None:
    device.rp_id = "example.org"


def _unverified(device: Authenticator) -> None:
    device.flags = PRESENT


def _absent(device: Authenticator) -> None:
    device.flags = VERIFIED


def _other_key(device: Authenticator) -> None:
    device.key = Authenticator().key


def _unknown(device: Authenticator) -> None:
    device.credential = b"another one"


def _somebody_else(device: Authenticator) -> None:
    device.handle = "Qm9i"


@pytest.mark.parametrize(
    "crook",
    [_elsewhere, _plain_http, _other_site, _unverified, _absent, _other_key, _unknown, _somebody_else],
)
def test_what_is_not_exactly_this_passkey_here_and_now_is_refused(
    client: FlaskClient, device: Authenticator, crook: Callable[[Authenticator], None]
) -> None:
    crook(device)
    refused = sign_in(client, device)
    assert (refused.status_code, "That passkey didn’t work" in refused.text) == (401, True)
    assert client.get("/me").status_code == 303


@pytest.mark.parametrize(
    "said",
    [
        "",
        "null",
        "[]",
        "1",
        "{",
        "\x00",
        '{"response": 1}',
        '{"response": {"clientDataJSON": 5}}',
        "[" * 15_000,
        '{"id": "x", "response": {"clientDataJSON": "e30"}}',
        '{"id": "x", "response": {"clientDataJSON": "AA"}}',
        '{"id": 1, "response": {"clientDataJSON": "eyJjaGFsbGVuZ2UiOjF9", "userHandle": []}}',
    ],
)
def test_nonsense_is_refused_like_everything_else(client: FlaskClient, said: str) -> None:
    assert answer(client, page_to_use(client), said).status_code == 401


def test_a_question_is_used_up_by_a_wrong_answer(client: FlaskClient, device: Authenticator) -> None:
    page = page_to_use(client)
    options = options_in(page)
    right = device.use(options)
    wrong = json.loads(right)
    wrong["response"]["signature"] = "MEUCIQ"
    assert answer(client, page, json.dumps(wrong)).status_code == 401
    assert answer(client, page, right).status_code == 401


def test_a_counter_that_goes_up_is_kept(app: Flask, client: FlaskClient, device: Authenticator) -> None:
    for count in (1, 2, 40):
        device.count = count
        assert sign_in(visitor(app), device).status_code == 303
    with app.app_context():
        assert db.session.scalar(select(Passkey.sign_count)) == 40


@pytest.mark.parametrize("count", [0, 39, 40])
def test_a_counter_that_does_not_is_a_copy_and_opens_nothing_ever_again(
    app: Flask, client: FlaskClient, device: Authenticator, count: int
) -> None:
    device.count = 40
    owner = visitor(app)
    assert sign_in(owner, device).status_code == 303
    device.count = count
    assert sign_in(client, device).status_code == 401
    assert owner.get("/me").status_code == 303, "what the passkey had opened is closed"
    device.count = 41
    assert sign_in(client, device).status_code == 401
    assert acts(app) == [("passkey_added", 1), ("passkey_doubted", 1)]


def test_who_left_does_not_come_in_this_way_either(
    app: Flask, client: FlaskClient, device: Authenticator
) -> None:
    with app.app_context(), atomic():
        db.session.execute(update(Member).values(left_at=clock.now()))
    assert sign_in(client, device).status_code == 422
    assert client.get("/me").status_code == 303


def test_the_session_before_is_over_and_the_new_one_names_its_passkey(
    app: Flask, people: People, device: Authenticator
) -> None:
    browser = people.alice.browser()
    old = browser.get_cookie("__Host-sid", "meet.example.org")
    assert sign_in(browser, device).status_code == 303
    new = browser.get_cookie("__Host-sid", "meet.example.org")
    assert old
    assert new
    assert old.value != new.value
    with app.app_context():
        opened = select(Session.seen_at).where(Session.passkey_id.is_not(None))
        assert db.session.scalars(opened).all() == [None], (
            "she is a member: her session lasts as long as others"
        )


def test_questions_and_sessions_are_tidied_away(
    app: Flask, client: FlaskClient, device: Authenticator
) -> None:
    page_to_use(client)
    with app.app_context():
        service.forget_ended(clock.now() + timedelta(days=40))
        assert db.session.scalars(select(PasskeyChallenge)).all() == []
