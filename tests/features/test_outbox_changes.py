"""Sending while clocks step and people change their minds, and where letters stay without a mail server."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from intro_app import create_app
from intro_app.config import Settings
from intro_app.db import atomic, db
from intro_app.outbox import cancel_queued, deliver_due, post, suppress
from intro_app.outbox.models import OutboxMessage
from intro_app.outbox.upkeep import keep_up
from tests.support.failing_mail_server import Deed, FailingPostOffice, Stage
from tests.support.outbox import deliver, letter, only_row, post_letters

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def app(settings: Settings, sink: FailingPostOffice) -> Iterator[Flask]:
    """The site, whose mail goes to a server on cue and whose pauses are the real ones."""
    site = create_app(replace(settings, smtp_url=sink.url, smtp_timeout=1.0))
    yield site
    with site.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("step", [-DAY, -HOUR, DAY])
def test_no_message_is_stuck_when_the_clock_steps(
    step: timedelta, app: Flask, sink: FailingPostOffice, at: datetime
) -> None:
    """Posted, tried once and held by a worker that died, each before the clock steps."""
    post_letters(app, 3, at=at)
    sink.pipelining = False  # each of the two rules is for another letter
    sink.on(Stage.MAIL, Deed.REFUSE, times=1)
    sink.on(Stage.RCPT, Deed.DROP, times=1)
    with app.app_context():
        deliver_due(at=at, limit=1)
        deliver_due(at=at, limit=1)
        with atomic():
            last = update(OutboxMessage).where(OutboxMessage.attempts == 0)
            db.session.execute(last.values(lease_until=at + 2 * MINUTE, lease_token="dead", attempts=1))
    stepped = at + step
    assert sum(deliver(app, stepped + seconds * timedelta(seconds=30)) for seconds in range(3)) == 3


def test_a_message_that_waits_for_its_date_waits_as_long_when_the_clock_steps_back(
    app: Flask, sink: FailingPostOffice, at: datetime
) -> None:
    with app.app_context():
        post(letter("letter:1"), at=at + DAY, not_before=at + DAY + HOUR)
        keep_up(at)
    assert deliver(app, at + 59 * MINUTE) == 0
    assert deliver(app, at + 61 * MINUTE) == 1


@pytest.mark.parametrize("how", ["suppressed", "called_back"])
def test_a_message_in_the_middle_of_its_dialogue_is_still_stopped_before_the_dot(
    how: str, app: Flask, sink: FailingPostOffice, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    post_letters(app, 1, at=at)
    come_to = sink.come_to

    def changes_its_mind(stage: Stage) -> str | None:
        if stage is Stage.DATA:
            with app.app_context():
                if how == "suppressed":
                    suppress("carol0@example.org", "everything", at)
                else:
                    cancel_queued(about="introduction:9", at=at)
        return come_to(stage)

    monkeypatch.setattr(sink, "come_to", changes_its_mind)
    assert deliver(app, at) == 0
    assert sink.taken == []
    assert only_row(app).why == how


def test_a_letter_sent_while_it_was_called_back_counts_as_sent(
    app: Flask, sink: FailingPostOffice, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    post_letters(app, 1, at=at)
    come_to = sink.come_to

    def too_late(stage: Stage) -> str | None:
        if stage is Stage.DOT:
            with app.app_context():
                cancel_queued(about="introduction:9", at=at)
        return come_to(stage)

    monkeypatch.setattr(sink, "come_to", too_late)
    assert deliver(app, at) == 1
    assert (only_row(app).sent_at is not None, only_row(app).why) == (True, None)


def test_many_letters_go_over_one_connection(app: Flask, sink: FailingPostOffice, at: datetime) -> None:
    post_letters(app, 20, at=at)
    sink.on(Stage.CONNECT, Deed.HOLD, times=1).let_go.set()
    sink.on(Stage.CONNECT, Deed.DROP, times=99)
    assert deliver(app, at) == 20


def test_without_a_mail_server_letters_stay_to_be_looked_at(settings: Settings, at: datetime) -> None:
    app = create_app(replace(settings, smtp_url=""))
    post_letters(app, 1, at=at)
    assert deliver(app, at) == 1
    row = only_row(app)
    assert row.sent_at is not None
    assert row.content is not None
    with app.app_context():
        keep_up(at + 400 * DAY)
        db.engine.dispose()
    assert only_row(app).content is not None
    with app.app_context():
        db.engine.dispose()
