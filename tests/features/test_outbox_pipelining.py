"""Commands sent together end as commands sent one by one, whatever the mail server says to which."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import delete, select

from intro_app import create_app
from intro_app.config import Settings
from intro_app.db import atomic, db
from intro_app.outbox.models import DomainPause, MailboxSilence, OutboxAttempt, OutboxMessage, Suppression
from intro_app.outbox.policy import SendOutcome
from intro_app.outbox.smtp import SmtpTransport
from tests.support.failing_mail_server import Deed, FailingPostOffice, Stage
from tests.support.outbox import deliver, post_letters

REPLIES = [
    "421 4.3.2 shutting down",
    "450 4.2.1 later",
    "451 4.3.0 not now",
    "550 5.1.1 nobody",
    "550 5.7.1 policy",
    "552 5.2.2 full",
    "554 5.4.5 quota",
    "554 no",
]


@pytest.fixture
def app(settings: Settings, sink: FailingPostOffice) -> Iterator[Flask]:
    """The site, whose mail goes to a server on cue."""
    site = create_app(replace(settings, smtp_url=sink.url, smtp_timeout=1.0))
    yield site
    with site.app_context():
        db.engine.dispose()


def ending(app: Flask, sink: FailingPostOffice, at: datetime, *, pipelining: bool) -> list[object]:
    """What the server got and what the outbox wrote of three letters, the first of which meets the rules."""
    sink.pipelining = pipelining
    sink.taken.clear()
    sent = deliver(app, at)
    with app.app_context(), atomic():
        messages = db.session.scalars(select(OutboxMessage)).all()
        outcomes = db.session.scalars(select(OutboxAttempt.outcome)).all()
        told = sorted((str(m.why), m.last_error or "", m.attempts, m.sent_at is None) for m in messages)
        for model in (OutboxMessage, OutboxAttempt, DomainPause, MailboxSilence, Suppression):
            db.session.execute(delete(model))
    return [sent, len(sink.taken), told, sorted(map(str, outcomes))]


@pytest.mark.parametrize("stage", [Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.DOT])
@pytest.mark.parametrize("reply", REPLIES)
def test_a_refusal_ends_alike(
    stage: Stage, reply: str, app: Flask, sink: FailingPostOffice, at: datetime
) -> None:
    endings = []
    for pipelining in (False, True):
        post_letters(app, 3, at=at)
        sink.on(stage, Deed.REFUSE, reply=reply)
        endings.append(ending(app, sink, at, pipelining=pipelining))
    assert endings[0] == endings[1]
    assert endings[1][0] == 2


@pytest.mark.parametrize("stage", [Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.DOT])
def test_a_server_that_hangs_up_ends_alike(
    stage: Stage, app: Flask, sink: FailingPostOffice, at: datetime
) -> None:
    endings = []
    for pipelining in (False, True):
        post_letters(app, 3, at=at)
        sink.on(stage, Deed.DROP)
        endings.append(ending(app, sink, at, pipelining=pipelining))
    assert endings[0] == endings[1]
    assert endings[1][0] == 2


@pytest.mark.parametrize("pipelining", [True, False])
def test_a_server_that_falls_silent_is_waited_for_once(
    pipelining: bool, app: Flask, sink: FailingPostOffice
) -> None:
    sink.pipelining = pipelining
    with app.app_context(), closing(SmtpTransport(sink.url, timeout=0.5, name="here")) as way:
        way.open()
        sent = [way.send("a@here", "b@here", b"x\r\n", still_ours=lambda: True).outcome]
        silent = sink.on(Stage.MAIL, Deed.HOLD, times=9)
        sent.append(way.send("a@here", "c@here", b"x\r\n", still_ours=lambda: True).outcome)
    sink.be_well()
    assert sent == [SendOutcome.SENT, SendOutcome.LATER]
    assert silent.times == 8


def test_no_content_follows_a_refused_recipient(app: Flask, sink: FailingPostOffice, at: datetime) -> None:
    """The server asks for it all the same, as RFC 2920 lets it."""
    post_letters(app, 2, at=at)
    sink.on(Stage.RCPT, Deed.REFUSE, times=2, reply="550 5.1.1 nobody")
    assert deliver(app, at) == 0
    assert sink.taken == []
