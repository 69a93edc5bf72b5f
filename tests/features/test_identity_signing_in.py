"""Coming in: by the link, by the code beside it, once, and only when somebody presses."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from intro_app import clock, links
from intro_app.db import atomic, db
from intro_app.identity.models import SignIn
from intro_app.links import Link, LinkPurpose
from intro_app.outbox import is_suppressed, suppress
from intro_app.outbox.policy import BOUNCED
from tests.support.calendar import Calendar
from tests.support.identity_pages import HOST, ask, code_in, follow, form_secret, letters, link_in, type_code
from tests.support.mail_server import Mailbox
from tests.support.people import visitor


def test_the_e_mail_comes_with_the_headers_of_security_mail(
    app: Flask, client: FlaskClient, alice: int, mailbox: Mailbox
) -> None:
    ask(client, "Alice@example.org")
    mailbox.deliver(clock.now())
    (letter,) = mailbox.letters
    assert letter.to == "alice@example.org"
    assert "List-Unsubscribe" not in letter.message
    assert letter.message["Auto-Submitted"] == "auto-generated"
    assert code_in(letter.text) in letter.html
    assert letter.link("l") in letter.html
    assert follow(client, letter.link("l").removeprefix(HOST)).status_code == 303


def test_no_two_sign_in_e_mails_are_taken_for_one_thread(
    client: FlaskClient, alice: int, mailbox: Mailbox, the_calendar: Calendar
) -> None:
    for minutes in (0, 3):
        the_calendar.go_to(clock.now() + timedelta(minutes=minutes))
        ask(client, "alice@example.org")
        mailbox.deliver(clock.now())
    first, second = (letter.message for letter in mailbox.letters)
    assert first["Subject"].startswith("Sign in to Mutual (")
    for header in ("Subject", "Message-ID", "X-Entity-Ref-ID"):
        assert first[header] != second[header]
    assert not any(letter[header] for letter in (first, second) for header in ("References", "In-Reply-To"))


def test_the_link_signs_in_once_and_only_when_pressed(app: Flask, client: FlaskClient, alice: int) -> None:
    ask(client, "alice@example.org")
    path = link_in(letters(app)[-1])
    for method in (client.get, client.head, client.get):
        assert method(path).status_code == 200
    assert "a…@e….org" in client.get(path).text
    assert client.get("/me").status_code == 303
    assert follow(client, path).headers["Location"] == "/introductions"
    assert "Alice Adams" in client.get("/me").text
    again = visitor(app)
    assert again.get(path).status_code == 410
    page = again.get(path)
    used = again.post("/l", data={"csrf_token": form_secret(page), "token": path[3:]})
    assert used.status_code == 410
    assert again.get("/me").status_code == 303


def test_an_ended_link_sends_a_new_one_to_the_same_address(
    app: Flask, client: FlaskClient, alice: int
) -> None:
    ask(client, "alice@example.org")
    path = link_in(letters(app)[-1])
    with app.app_context(), atomic():
        db.session.execute(update(Link).values(expires_at=clock.now() - timedelta(minutes=5)))
    page = client.get(path)
    assert page.status_code == 410
    client.post("/l/again", data={"csrf_token": form_secret(page), "token": path[3:]})
    assert len(letters(app)) == 2
    newest = next(found for letter in letters(app) if (found := link_in(letter)) != path)
    assert follow(client, newest).status_code == 303


def test_a_link_that_was_changed_or_spelled_otherwise_opens_nothing(
    app: Flask, client: FlaskClient, alice: int
) -> None:
    ask(client, "alice@example.org")
    token = link_in(letters(app)[-1])[3:]
    answers = {
        client.get(f"/l/{other}").status_code for other in (token[:-1], token + "=", token + "A", token[::-1])
    }
    secret = form_secret(client.get(f"/l/{token}"))
    for other in (token[:-1], token + "=", "", "x" * 300):
        answers.add(client.post("/l", data={"csrf_token": secret, "token": other}).status_code)
    assert answers == {404}


def test_a_link_of_another_purpose_signs_nobody_in(app: Flask, client: FlaskClient, alice: int) -> None:
    ask(client, "alice@example.org")
    with app.app_context():
        url = links.issue(LinkPurpose.ACQUAINTANCE, "sign_in:1", at=clock.now(), until=None)
    assert client.get("/l/" + url.rpartition("/")[2]).status_code == 404


def test_the_code_signs_in_where_it_was_asked_for_and_nowhere_else(
    app: Flask, client: FlaskClient, alice: int
) -> None:
    ask(client, "alice@example.org")
    code = code_in(letters(app)[-1])
    other = visitor(app)
    ask(other, "mallory@example.org")
    assert type_code(other, code).status_code == 422
    entered = type_code(client, code.replace("-", " ").lower().replace("0", "o"))
    assert entered.headers["Location"] == "/introductions"
    assert "Alice Adams" in client.get("/me").text


def test_after_five_wrong_codes_the_right_one_is_refused_too(
    app: Flask, client: FlaskClient, alice: int
) -> None:
    ask(client, "alice@example.org")
    code = code_in(letters(app)[-1])
    for _ in range(5):
        wrong = type_code(client, "0000-0000")
        assert wrong.status_code == 422
        assert "doesn’t work" in wrong.text
    assert type_code(client, code).status_code == 422


def test_a_code_dies_with_its_link_and_after_ten_minutes(app: Flask, client: FlaskClient, alice: int) -> None:
    ask(client, "alice@example.org")
    letter = letters(app)[-1]
    with app.app_context(), atomic():
        db.session.execute(update(SignIn).values(asked_at=clock.now() - timedelta(minutes=11)))
    assert type_code(client, code_in(letter)).status_code == 422
    other = visitor(app)
    ask(other, "alice@example.org")
    newest = next(each for each in letters(app) if each != letter)
    assert follow(visitor(app), link_in(newest)).status_code == 303
    assert type_code(other, code_in(newest)).status_code == 422


def test_the_page_that_was_wanted_is_where_one_arrives(app: Flask, client: FlaskClient, alice: int) -> None:
    wanted = client.get("/me/door").headers["Location"]
    assert wanted.endswith("/sign-in?next=/me/door")
    ask(client, "alice@example.org", next="/me/door")
    assert follow(client, link_in(letters(app)[-1])).headers["Location"] == "/me/door"


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example", "/x/abc", "javascript:1"]
)
def test_nobody_is_sent_elsewhere(app: Flask, client: FlaskClient, alice: int, elsewhere: str) -> None:
    ask(client, "alice@example.org", next=elsewhere)
    assert follow(client, link_in(letters(app)[-1])).headers["Location"] == "/introductions"


def test_who_signs_in_by_mail_ends_the_rest_of_their_mailbox(
    app: Flask, client: FlaskClient, alice: int
) -> None:
    with app.app_context():
        suppress("alice@example.org", BOUNCED, clock.now())
    ask(client, "alice@example.org")
    assert follow(client, link_in(letters(app)[-1])).status_code == 303
    with app.app_context():
        assert not is_suppressed("alice@example.org", at=clock.now())
