"""Passkeys when several do the same at once: an answer opens once, and staff keep one passkey."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select

from intro_app import clock
from intro_app.audit.queries import check
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity import queries, service
from intro_app.identity.models import Passkey, Session
from tests.support.authenticator import Authenticator
from tests.support.passkey_pages import add, options_in, page_to_use
from tests.support.people import People, visitor

AT_ONCE = 6


def test_an_answer_that_is_sent_many_times_at_once_opens_once(app: Flask, people: People) -> None:
    phone, browser = Authenticator(count=7), visitor(app)
    add(people.alice.browser(), phone)
    phone.count = 8
    said = phone.use(options_in(page_to_use(browser)))
    secret = browser.get_cookie("__Host-pre", "meet.example.org")
    assert secret
    start = Barrier(AT_ONCE)

    def run(_number: int) -> bool:
        with app.app_context():
            start.wait()
            try:
                service.sign_in_by_passkey(said, service.Browser(secret=secret.value), clock.now())
            except DomainError:
                return False
            return True

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert sum(pool.map(run, range(AT_ONCE))) == 1
    with app.app_context():
        opened = select(func.count()).select_from(Session).where(Session.passkey_id.is_not(None))
        assert db.session.scalar(opened) == 1
        assert db.session.scalar(select(Passkey.doubted_at)) is None


def test_staff_who_remove_all_passkeys_at_once_keep_one(app: Flask, people: People) -> None:
    dan = people.dan.becomes("moderator")
    with app.app_context(), atomic():
        for number in range(AT_ONCE):
            key = Passkey(
                member_id=dan.id,
                credential_id=str(number),
                public_key=b"",
                name=f"key {number}",
                added_at=clock.now(),
            )
            db.session.add(key)
    start = Barrier(AT_ONCE)

    def run(number: int) -> bool:
        with app.app_context():
            member = dan.member
            start.wait()
            try:
                service.remove_passkey(member, number + 1, clock.now())
            except DomainError:
                return False
            return True

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert sum(pool.map(run, range(AT_ONCE))) == AT_ONCE - 1
    with app.app_context():
        assert queries.good_passkeys(dan.id) == 1
        assert check().lines == AT_ONCE  # the role, and one for each that went
