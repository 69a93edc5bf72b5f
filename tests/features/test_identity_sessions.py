"""Sessions: made by us, new each time, ended by their owner, by time, and by leaving."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from intro_app import clock
from intro_app.db import atomic, db
from intro_app.identity import service
from intro_app.identity.models import Member, Session
from intro_app.identity.queries import member_by_mailbox
from intro_app.identity.service.erasing import close_account
from tests.support.identity_pages import ask, code_in, follow, form_secret, holder, letters, link_in, send
from tests.support.people import visitor


def test_a_session_is_new_at_each_sign_in_and_the_old_one_is_dead(app: Flask, signed_in: FlaskClient) -> None:
    old = signed_in.get_cookie("__Host-sid", "meet.example.org")
    assert old
    ask_again = visitor(app)
    ask(ask_again, "alice@example.org")
    newest = letters(app)
    path = next(link_in(each) for each in newest if visitor(app).get(link_in(each)).status_code == 200)
    follow(signed_in, path)
    new = signed_in.get_cookie("__Host-sid", "meet.example.org")
    assert new
    assert new.value != old.value
    assert holder(app, old.value).get("/me").status_code == 303
    assert holder(app, new.value).get("/me").status_code == 200


def test_an_id_that_somebody_else_chose_is_never_a_session(app: Flask, alice: int) -> None:
    planted = "A" * 43
    browser = holder(app, planted)
    ask(browser, "alice@example.org")
    follow(browser, link_in(letters(app)[-1]))
    assert browser.get("/me").status_code == 200
    assert holder(app, planted).get("/me").status_code == 303


def test_signing_out_kills_the_session_and_not_only_the_cookie(app: Flask, signed_in: FlaskClient) -> None:
    cookie = signed_in.get_cookie("__Host-sid", "meet.example.org")
    assert cookie
    out = signed_in.post("/sign-out", data={"csrf_token": form_secret(signed_in.get("/me"))})
    assert out.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert holder(app, cookie.value).get("/me").status_code == 303


@pytest.mark.parametrize(
    ("days_old", "days_idle", "still_in"),
    [(1, 1, True), (20, 14, True), (20, 15, False), (29, 0, True), (31, 0, False)],
)
def test_a_session_ends_when_left_alone_and_after_a_month(
    app: Flask, signed_in: FlaskClient, days_old: int, days_idle: int, still_in: bool
) -> None:
    now = clock.now()
    with app.app_context(), atomic():
        older = {
            "started_at": now - timedelta(days=days_old),
            "seen_on": (now - timedelta(days=days_idle)).date(),
        }
        db.session.execute(update(Session).values(older))
    assert (signed_in.get("/me").status_code == 200) is still_in


def test_being_seen_is_noted_once_a_day(app: Flask, signed_in: FlaskClient) -> None:
    with app.app_context(), atomic():
        db.session.execute(update(Session).values(seen_on=(clock.now() - timedelta(days=3)).date()))
    signed_in.get("/me")
    with app.app_context():
        assert db.session.scalar(select(Session.seen_on)) == clock.now().date()


def test_who_left_is_signed_out_everywhere_and_comes_back_as_new(
    app: Flask, signed_in: FlaskClient, alice: int
) -> None:
    with app.app_context():
        close_account(db.session.scalars(select(Member)).one(), clock.now())
    assert signed_in.get("/me").status_code == 303
    browser = visitor(app)
    ask(browser, "alice@example.org")
    path = next(link_in(each) for each in letters(app) if browser.get(link_in(each)).status_code == 200)
    assert follow(browser, path, name="Alice Adams").status_code == 303
    with app.app_context():
        assert db.session.scalars(select(Member.id).where(Member.left_at.is_(None))).one() != alice


def test_my_sessions_are_listed_and_ended_and_nobody_elses(
    app: Flask, signed_in: FlaskClient, at: datetime
) -> None:
    with app.app_context():
        bob = service.join("bob@example.org", "Bob Brown", at)
        alice = member_by_mailbox("alice@example.org")
        assert alice
        phone = service.Browser(secret="", device="Firefox on Android")
        others = service.open_session(alice, phone, clock.now())
        bobs = service.open_session(bob, service.Browser(secret="", device="Opera on Mac"), clock.now())
        bobs_hash = db.session.scalars(select(Session.id_hash).where(Session.member_id == bob.id)).one()
    page = signed_in.get("/me/sessions")
    assert "Firefox on Android" in page.text
    assert "Opera on Mac" not in page.text
    secret = form_secret(page)
    signed_in.post("/me/sessions/end", data={"csrf_token": secret, "session": bobs_hash})
    assert holder(app, bobs).get("/me").status_code == 200
    signed_in.post("/me/sessions/end-others", data={"csrf_token": secret})
    assert holder(app, others).get("/me").status_code == 303
    assert signed_in.get("/me").status_code == 200


@pytest.mark.parametrize("by", ["link", "code"])
def test_who_trusts_the_device_stays_signed_in_longer_and_nobody_is_asked_twice(
    app: Flask, alice: int, by: str
) -> None:
    browser = visitor(app)
    ask(browser, "alice@example.org")
    letter = letters(app)[-1]
    page = browser.get(link_in(letter) if by == "link" else "/sign-in/code")
    assert 'name="trust_device"' in page.text
    assert "checked" not in page.text
    came = (
        follow(browser, link_in(letter), trust_device="yes")
        if by == "link"
        else send(browser, "/sign-in/code", code=code_in(letter), trust_device="yes")
    )
    assert "Max-Age=7776000" in came.headers["Set-Cookie"]
    assert "You trust this device." in browser.get("/me/sessions").text
    _has_been_idle(app, days=25, days_old=60)
    assert browser.get("/me").status_code == 200
    _has_been_idle(app, days=31, days_old=60)
    assert browser.get("/me").status_code == 303


def test_a_wrong_code_keeps_the_tick(app: Flask, alice: int) -> None:
    browser = visitor(app)
    ask(browser, "alice@example.org")
    again = send(browser, "/sign-in/code", code="AAAA-AAAA", trust_device="yes")
    assert again.status_code == 422
    assert 'value="yes" aria-describedby="trust_device-hint" checked' in again.text


def test_trust_is_given_after_a_fresh_sign_in_and_taken_back_at_once(
    app: Flask, signed_in: FlaskClient
) -> None:
    given = send(signed_in, "/me/sessions", "/me/sessions/trust", trusted="yes")
    assert given.headers["Location"] == "/me/sessions?done=trusted"
    assert "Max-Age=7776000" in given.headers["Set-Cookie"]
    _has_been_idle(app, days=25, days_old=60)
    taken = send(signed_in, "/me/sessions", "/me/sessions/trust", trusted="no")
    assert taken.headers["Location"] == "/me/sessions?done=not-trusted"
    assert signed_in.get("/me").status_code == 303  # 60 days are too long for a device like any other


def test_who_only_finds_a_browser_open_does_not_prolong_it(app: Flask, signed_in: FlaskClient) -> None:
    _has_been_idle(app, days=0, days_old=1)
    asked = send(signed_in, "/me/sessions", "/me/sessions/trust", trusted="yes")
    assert asked.headers["Location"].startswith("/sign-in/again")
    with app.app_context():
        assert db.session.scalars(select(Session.trusted)).all() == [False]


def test_the_worker_forgets_a_session_once_its_whole_time_is_over(app: Flask, signed_in: FlaskClient) -> None:
    at = clock.now()
    with app.app_context():
        member = db.session.scalars(select(Member)).one()
        service.open_session(member, service.Browser(secret="", trusted=True), at)
        service.forget_ended(at + timedelta(days=32))
        assert db.session.scalars(select(Session.trusted)).all() == [True]
        service.forget_ended(at + timedelta(days=92))
        assert not db.session.scalars(select(Session.trusted)).all()


def _has_been_idle(app: Flask, *, days: int, days_old: int) -> None:
    at = clock.now()
    older = {
        "started_at": at - timedelta(days=days_old),
        "seen_on": (at - timedelta(days=days)).date(),
    }
    with app.app_context(), atomic():
        db.session.execute(update(Session).values(older))
