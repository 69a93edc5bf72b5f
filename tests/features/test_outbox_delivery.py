"""Sending to a mail server that refuses, hangs up or is silent: what is retried, when, and what is not."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from intro_app import create_app
from intro_app.config import Settings
from intro_app.db import atomic, db
from intro_app.outbox import Addressee, deliver_due, is_suppressed, post
from intro_app.outbox.models import DomainPause, OutboxMessage
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


@pytest.mark.parametrize("stage", [Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.DOT])
def test_a_not_now_is_tried_again_half_a_minute_later(
    stage: Stage, app: Flask, sink: FailingPostOffice, at: datetime
) -> None:
    post_letters(app, 1, at=at)
    sink.on(stage, Deed.REFUSE)
    assert deliver(app, at) == 0
    assert deliver(app, at + timedelta(seconds=20)) == 0
    assert deliver(app, at + timedelta(seconds=40)) == 1
    assert len(sink.confirmed) == 1


@pytest.mark.parametrize("stage", [Stage.MAIL, Stage.RCPT, Stage.DATA])
def test_a_server_that_hangs_up_before_the_dot_has_taken_nothing(
    stage: Stage, app: Flask, sink: FailingPostOffice, at: datetime
) -> None:
    post_letters(app, 1, at=at)
    sink.on(stage, Deed.DROP)
    assert deliver(app, at) == 0
    assert outcomes(app) == ["later"]
    assert deliver(app, at + MINUTE) == 1
    assert len(sink.taken) == 1


@pytest.mark.parametrize("deed", [Deed.DROP, Deed.HOLD])
def test_a_server_that_does_not_confirm_is_given_ten_minutes_and_then_the_same_bytes(
    deed: Deed, app: Flask, sink: FailingPostOffice, at: datetime
) -> None:
    post_letters(app, 1, at=at)
    sink.on(Stage.DOT, deed)
    assert deliver(app, at) == 0
    assert outcomes(app) == ["unsure"]
    assert deliver(app, at + 9 * MINUTE) == 0
    sink.be_well()
    assert deliver(app, at + 11 * MINUTE) == 1
    first, second = sink.taken[0], sink.taken[-1]
    assert (first.raw, first.message_id) == (second.raw, second.message_id)


def test_a_server_that_never_confirms_gets_four_copies_and_no_more(
    app: Flask, sink: FailingPostOffice, at: datetime
) -> None:
    post_letters(app, 1, at=at)
    sink.on(Stage.DOT, Deed.DROP, times=99)
    for hour in range(10):
        deliver(app, at + hour * HOUR)
    assert len(sink.taken) == 4
    assert only_row(app).why == "parked"


def test_a_message_refused_for_good_is_dropped(app: Flask, sink: FailingPostOffice, at: datetime) -> None:
    post_letters(app, 1, at=at)
    sink.on(Stage.RCPT, Deed.REFUSE, reply="550 5.1.1 carol0@example.org is unknown")
    assert deliver(app, at) == 0
    row = only_row(app)
    assert (row.why, row.last_error, row.address) == ("refused", "RCPT 550 5.1.1", None)


def test_a_mailbox_that_refuses_twice_gets_nothing_for_thirty_days(
    app: Flask, sink: FailingPostOffice, at: datetime
) -> None:
    sink.on(Stage.RCPT, Deed.REFUSE, times=2, reply="550 no such mailbox")
    with app.app_context():
        for number in range(2):
            assert not is_suppressed(CAROL.address, at=at)
            post(letter(f"letter:{number}"), at=at)
            deliver_due(at=at)
        assert is_suppressed(CAROL.address, at=at + 29 * DAY)
        assert not is_suppressed(CAROL.address, at=at + 31 * DAY)
        assert not is_suppressed(CAROL.address, at=at, security=True)


def test_refusing_a_message_is_not_held_against_its_mailbox(
    app: Flask, sink: FailingPostOffice, at: datetime
) -> None:
    sink.on(Stage.DOT, Deed.REFUSE, times=3, reply="554 looks like spam")
    with app.app_context():
        for number in range(3):
            post(letter(f"letter:{number}"), at=at)
        deliver_due(at=at)
        assert not is_suppressed(CAROL.address, at=at)


def test_while_the_server_is_away_no_message_loses_a_try(
    app: Flask, sink: FailingPostOffice, at: datetime
) -> None:
    post_letters(app, 3, at=at)
    sink.on(Stage.CONNECT, Deed.DROP, times=50)
    for minute in range(50):
        assert deliver(app, at + minute * MINUTE) == 0
    assert outcomes(app) == []
    assert deliver(app, at + 51 * MINUTE) == 3


def test_a_message_that_cannot_be_sent_at_all_is_parked_and_blocks_nobody(
    app: Flask, sink: FailingPostOffice, at: datetime
) -> None:
    post_letters(app, 3, at=at)
    with app.app_context(), atomic():
        poison = update(OutboxMessage).where(OutboxMessage.dedupe == "letter:0")
        db.session.execute(poison.values(address="ü\r\n@x", due_at=at - MINUTE))
    assert deliver(app, at) == 2
    for hour in range(1, 9):
        deliver(app, at + hour * HOUR)
    with app.app_context():
        parked = db.session.scalars(select(OutboxMessage.why).where(OutboxMessage.dedupe == "letter:0")).one()
    assert parked == "parked"
    assert outcomes(app).count("stumbled") == 5
    assert len(sink.taken) == 2


def test_after_three_days_of_not_now_a_person_has_to_look(
    app: Flask, sink: FailingPostOffice, at: datetime
) -> None:
    post_letters(app, 1, at=at)
    sink.on(Stage.MAIL, Deed.REFUSE, times=999)
    for hour in range(0, 80, 2):
        deliver(app, at + hour * HOUR)
    assert only_row(app).why == "parked"
    assert 30 <= len(outcomes(app)) <= 38


def test_a_domain_that_keeps_saying_not_now_is_left_alone_and_others_are_served(
    app: Flask, sink: FailingPostOffice, at: datetime
) -> None:
    post_letters(app, 12, at=at)
    sink.on(Stage.RCPT, Deed.REFUSE, times=5)
    assert deliver(app, at) == 0
    assert len(outcomes(app)) == 5  # the other seven keep their patience
    with app.app_context():
        post(letter("other", Addressee("dan@example.net")), at=at)
    assert deliver(app, at + timedelta(seconds=30)) == 1
    assert deliver(app, at + 2 * MINUTE) == 12
    with app.app_context():
        assert db.session.scalars(select(DomainPause)).all() == []
