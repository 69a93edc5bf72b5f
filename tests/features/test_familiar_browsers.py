"""Strangers cannot use up my sign-in e-mails, and I can stop theirs without locking myself out."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from intro_app import clock
from intro_app.db import db
from intro_app.identity.familiar import MOST_MARKS, is_familiar, mark_of, with_mark
from intro_app.identity.models import SignIn
from intro_app.identity.queries import newest_sign_in
from intro_app.outbox.models import OutboxMessage
from tests.support.calendar import Calendar
from tests.support.identity_pages import ask, code_in, letters, send, type_code
from tests.support.mail_server import Mailbox
from tests.support.people import visitor
from tests.support.received_mail import ReceivedMail


def test_a_browser_that_signed_in_before_gets_its_mail_however_often_strangers_asked(
    app: Flask, signed_in: FlaskClient
) -> None:
    send(signed_in, "/me/profile", "/sign-out")
    stranger = visitor(app)
    for _ in range(12):
        ask(stranger, "alice@example.org")
    before = len(letters(app))
    assert ask(signed_in, "alice@example.org").status_code == 303
    assert len(letters(app)) == before + 1
    assert type_code(signed_in, code_in(letters(app)[-1])).status_code == 303


def test_the_familiar_browser_has_a_limit_too_and_strangers_keep_theirs(
    app: Flask, signed_in: FlaskClient
) -> None:
    send(signed_in, "/me/profile", "/sign-out")
    before = len(letters(app))
    for _ in range(8):
        ask(signed_in, "alice@example.org")
    assert len(letters(app)) == before + 5
    ask(visitor(app), "alice@example.org")
    assert len(letters(app)) == before + 6


def test_the_mark_is_made_by_this_site_for_one_mailbox_and_says_nothing_else(
    app: Flask, signed_in: FlaskClient
) -> None:
    cookie = signed_in.get_cookie("__Host-known", "meet.example.org")
    assert cookie
    assert (cookie.http_only, cookie.secure, cookie.same_site) == (True, True, "Lax")
    assert "alice" not in cookie.value
    with app.app_context():
        assert is_familiar([cookie.value], "alice@example.org")
        assert not is_familiar([cookie.value], "bob@example.org")
        assert not is_familiar(["0" * 32], "alice@example.org")
        marks = [mark_of(f"m{number}@x.org") for number in range(MOST_MARKS)]
        assert len(with_mark(marks, mark_of("new@x.org"))) == MOST_MARKS


def test_who_stops_what_strangers_ask_for_comes_in_from_their_own_browser(
    app: Flask, signed_in: FlaskClient, mailbox: Mailbox, the_calendar: Calendar
) -> None:
    send(signed_in, "/me/profile", "/sign-out")
    ask(visitor(app), "alice@example.org")
    stop = "/x/" + ReceivedMail("", "", _newest(app)).link("x").rpartition("/")[2]
    done = visitor(app).post(stop, data={"scope": "kind:sign_in"})
    assert "ends after 30 days" in done.text

    before = len(letters(app))
    ask(visitor(app), "alice@example.org")
    assert len(letters(app)) == before
    ask(signed_in, "alice@example.org")
    assert len(letters(app)) == before + 1

    the_calendar.go_to(clock.now() + timedelta(days=31))
    ask(visitor(app), "alice@example.org")
    assert len(letters(app)) == before + 2


def test_who_stopped_it_takes_it_back_by_the_same_link(app: Flask, client: FlaskClient, alice: int) -> None:
    ask(client, "alice@example.org")
    stop = "/x/" + ReceivedMail("", "", _newest(app)).link("x").rpartition("/")[2]
    client.post(stop, data={"scope": "kind:sign_in"})
    assert "Receive them again" in client.get(stop).text
    assert client.post(stop, data={"scope": "sign-in-again"}).status_code == 200
    assert "Receive them again" not in client.get(stop).text
    ask(client, "alice@example.org")
    assert len(letters(app)) == 1


def test_a_code_is_kept_keyed_and_good_for_its_own_row(app: Flask, client: FlaskClient, alice: int) -> None:
    ask(client, "alice@example.org")
    first = code_in(letters(app)[-1])
    ask(client, "alice@example.org")
    with app.app_context():
        rows = db.session.scalars(select(SignIn).order_by(SignIn.id)).all()
        assert rows[0].code_hash != rows[1].code_hash
        assert newest_sign_in(rows[1].browser_hash, clock.now() - timedelta(hours=1))
        db.session.rollback()
    assert type_code(client, first).status_code == 422


def test_an_address_with_a_plus_is_told_in_words_that_it_is_one_mailbox(app: Flask, alice: int) -> None:
    """Said by the spelling alone: the page is the same for who has an account and who has none."""
    pages = []
    for address in ("alice+ben@example.org", "nobody+ben@example.org"):
        browser = visitor(app)
        shown = browser.get(ask(browser, address).location)
        assert "We ignore anything after a +" in shown.text
        pages.append(shown.status_code)
    plain = visitor(app)
    assert "after a +" not in plain.get(ask(plain, "alice@example.org").location).text


def _newest(app: Flask) -> bytes:
    with app.app_context():
        kept = select(OutboxMessage.content).where(OutboxMessage.content.is_not(None))
        return db.session.scalars(kept.order_by(OutboxMessage.posted_at.desc())).first() or b""
