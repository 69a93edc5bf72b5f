"""Whose fault a refusal is: what is tried again, what is kept for a person, and which mailbox rests."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from intro_app import create_app
from intro_app.config import Settings
from intro_app.db import atomic, db
from intro_app.outbox import (
    Addressee,
    cancel_queued,
    dead_letters,
    deliver_due,
    is_suppressed,
    post,
    suppress,
)
from intro_app.outbox.models import MailboxSilence, OutboxMessage
from intro_app.outbox.upkeep import keep_up
from tests.support.failing_mail_server import Deed, FailingPostOffice, Stage
from tests.support.outbox import CAROL, deliver, letter, only_row, outcomes, post_letters

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def app(settings: Settings, sink: FailingPostOffice) -> Iterator[Flask]:
    """The site, whose mail goes to a server on cue and whose pauses are the real ones."""
    site = create_app(replace(settings, smtp_url=sink.url, smtp_timeout=1.0))
    yield site
    with site.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    ("stage", "reply"),
    [
        (Stage.MAIL, "550 5.7.1 no"),
        (Stage.RCPT, "550 5.4.5 daily quota"),
        (Stage.DATA, "550 5.1.90 daily limit"),
        (Stage.DOT, "550 5.4.5 daily quota"),
        (Stage.DOT, "554 5.2.0 no"),
        (Stage.DOT, "554 5.7.0 policy"),
    ],
)
def test_a_server_that_refuses_us_is_tried_again_and_nothing_is_lost(
    stage: Stage,
    reply: str,
    app: Flask,
    sink: FailingPostOffice,
    at: datetime,
    caplog: pytest.LogCaptureFixture,
) -> None:
    post_letters(app, 1, at=at)
    sink.on(stage, Deed.REFUSE, reply=reply)
    deliver(app, at)
    row = only_row(app)
    assert (row.why, row.dropped_at, row.address) == (None, None, "carol0@example.org")
    assert outcomes(app) == ["refused_us"]
    verb = "dot" if stage is Stage.DOT else stage.upper()
    assert f"the mail server refuses us, {verb} {reply[:9].strip()}" in caplog.text
    assert deliver(app, at + MINUTE) == 1


def test_a_mailbox_is_not_blamed_for_a_server_that_refuses_us(
    app: Flask, sink: FailingPostOffice, at: datetime
) -> None:
    sink.on(Stage.RCPT, Deed.REFUSE, times=999, reply="550 5.4.5 daily quota")
    with app.app_context():
        for number in range(3):
            post(letter(f"letter:{number}"), at=at)
    for hour in range(0, 80, 4):
        deliver(app, at + hour * HOUR)
    with app.app_context():
        assert not is_suppressed(CAROL.address, at=at + 4 * DAY)
        assert {mail.last_error for mail in dead_letters.dead_letters()} == {"RCPT 550 5.4.5"}


def test_what_was_given_up_keeps_its_text_and_a_person_sends_it_after_all(
    app: Flask, sink: FailingPostOffice, at: datetime
) -> None:
    post_letters(app, 1, at=at)
    sink.on(Stage.DOT, Deed.REFUSE, times=999, reply="554 5.7.0 policy")
    for hour in range(0, 80, 2):
        deliver(app, at + hour * HOUR)
    row, later = only_row(app), at + 5 * DAY
    assert (row.why, row.address, row.content is None) == ("parked", "carol0@example.org", False)
    sink.be_well()
    assert deliver(app, later) == 0
    with app.app_context():
        assert dead_letters.send_after_all(later) == 1
    assert deliver(app, later) == 1


def test_what_was_given_up_can_still_be_stopped_and_called_back(
    app: Flask, sink: FailingPostOffice, at: datetime
) -> None:
    sink.on(Stage.DOT, Deed.REFUSE, times=999, reply="554 5.7.0 policy")
    with app.app_context():
        post(letter("one"), at=at)
        post(letter("two", Addressee("dan@example.net"), about="introduction:10"), at=at)
    for hour in range(0, 80, 2):
        deliver(app, at + hour * HOUR)
    with app.app_context():
        assert len(dead_letters.dead_letters()) == 2
        suppress(CAROL.address, "everything", at + 4 * DAY)
        cancel_queued(about="introduction:10", at=at + 4 * DAY)
        assert dead_letters.send_after_all(at + 4 * DAY) == 0
        rows = db.session.scalars(select(OutboxMessage)).all()
        assert {(row.why, row.address, row.content) for row in rows} == {
            ("suppressed", None, None),
            ("called_back", None, None),
        }


def test_a_person_who_does_not_come_for_a_month_finds_the_text_erased(
    app: Flask, sink: FailingPostOffice, at: datetime
) -> None:
    post_letters(app, 1, at=at)
    sink.on(Stage.DOT, Deed.REFUSE, times=999, reply="554 5.7.0 policy")
    for hour in range(0, 80, 2):
        deliver(app, at + hour * HOUR)
    with app.app_context():
        keep_up(at + 32 * DAY)
        assert len(dead_letters.dead_letters()) == 1
        keep_up(at + 34 * DAY)
        assert dead_letters.dead_letters() == []
    assert only_row(app).address is None


@pytest.mark.parametrize(
    "reply", ["552 5.2.2 mailbox full", "552 mailbox full", "550 4.2.1 asleep", "452 4.2.2 full"]
)
def test_a_full_mailbox_is_tried_again_and_not_blamed(
    reply: str, app: Flask, sink: FailingPostOffice, at: datetime
) -> None:
    post_letters(app, 1, at=at)
    sink.on(Stage.RCPT, Deed.REFUSE, reply=reply)
    assert deliver(app, at) == 0
    assert only_row(app).dropped_at is None
    assert deliver(app, at + MINUTE) == 1
    with app.app_context():
        assert db.session.scalars(select(MailboxSilence)).all() == []


def test_full_mailboxes_do_not_send_their_domain_to_rest(
    app: Flask, sink: FailingPostOffice, at: datetime
) -> None:
    post_letters(app, 12, at=at)
    sink.on(Stage.RCPT, Deed.REFUSE, times=9, reply="552 5.2.2 mailbox full")
    assert deliver(app, at) == 3


def test_two_final_refusals_within_a_year_send_a_mailbox_to_rest(
    app: Flask, sink: FailingPostOffice, at: datetime
) -> None:
    sink.on(Stage.RCPT, Deed.REFUSE, times=4, reply="550 5.1.1 unknown")
    with app.app_context():
        for days, rests in ((0, False), (364, True), (1000, False)):
            post(letter(f"letter:{days}"), at=at + days * DAY)
            deliver_due(at=at + days * DAY)
            assert is_suppressed(CAROL.address, at=at + days * DAY) is rests


@pytest.mark.parametrize(
    ("others", "days", "rests"),
    [(True, 10, True), (True, 4, False), (False, 10, False)],
)
def test_a_mailbox_that_takes_nothing_counts_after_five_days_in_a_row_in_which_others_got_mail(
    others: bool, days: int, rests: bool, app: Flask, sink: FailingPostOffice, at: datetime
) -> None:
    sink.on(Stage.RCPT, Deed.REFUSE, times=999, reply="452 4.2.2 full")
    with app.app_context():
        for hours in range(0, days * 24, 6):
            now = at + hours * HOUR
            if hours % 24 == 0:
                post(letter(f"letter:{hours}"), at=now)
            if others:
                post(letter(f"other:{hours}", Addressee("dan@example.net")), at=now)
                with atomic():
                    sent = update(OutboxMessage).where(OutboxMessage.dedupe == f"other:{hours}")
                    db.session.execute(sent.values(sent_at=now))
            deliver_due(at=now)
        assert is_suppressed(CAROL.address, at=at + days * DAY) is rests
