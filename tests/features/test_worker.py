"""The worker's round: mail and chores, whatever fails among them, until it is told to stop."""

import os
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select, text

from intro_app import create_app, worker
from intro_app.clock import now
from intro_app.config import Settings
from intro_app.db import db
from intro_app.errors import BusyError
from intro_app.outbox.models import OutboxMessage
from tests.support.failing_mail_server import Deed, FailingPostOffice, Stage
from tests.support.outbox import post_letters
from tests.support.patience import PATIENCE, fair

Chore = Callable[[datetime], object]


@pytest.fixture
def app(settings: Settings, sink: FailingPostOffice) -> Iterator[Flask]:
    """The site with a mail server on cue and little patience."""
    site = create_app(
        replace(settings, smtp_url=sink.url, poll_seconds=0.05, retry_seconds=0.2, lease_seconds=2.0)
    )
    yield site
    with site.app_context():
        db.engine.dispose()


@contextmanager
def working(app: Flask, *chores: Chore) -> Iterator[threading.Event]:
    """A worker in a thread, told to stop at the end."""
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(app, chores, stop))
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(timeout=PATIENCE)
        assert not thread.is_alive()


def wait_until(true: Callable[[], bool], seconds: float = PATIENCE) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_failing_chore_keeps_neither_mail_nor_other_chores_from_being_done(
    app: Flask, sink: FailingPostOffice, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[datetime] = []

    def breaks(at: datetime) -> None:
        raise RuntimeError(f"at {at}")

    post_letters(app, 1, at=now())
    with working(app, breaks, done.append):
        wait_until(lambda: len(sink.confirmed) == 1 and len(done) > 2)
    assert "breaks as a whole failed, 1 times: RuntimeError" in caplog.text


def test_a_chore_that_fails_is_tried_less_and_less_often_in_one_line_each(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    tries: list[datetime] = []

    def breaks(at: datetime) -> None:
        tries.append(at)
        raise ValueError("carol@example.org")

    with working(app, breaks):
        wait_until(lambda: len(tries) == 3, seconds=60)
    first, second, third = tries[:3]  # 60 passes went by at least
    assert second - first >= timedelta(seconds=1)
    assert third - second >= timedelta(seconds=2)
    assert sum("breaks as a whole failed" in line.getMessage() for line in caplog.records) == len(tries)
    assert "carol" not in caplog.text


def test_a_busy_database_makes_a_chore_wait_for_the_next_pass(app: Flask) -> None:
    tries: list[datetime] = []

    def busy_at_first(at: datetime) -> None:
        tries.append(at)
        if len(tries) < 3:
            raise BusyError

    with working(app, busy_at_first):
        wait_until(lambda: len(tries) > 3)


def test_mail_flows_again_when_the_server_is_back(app: Flask, sink: FailingPostOffice) -> None:
    sink.on(Stage.CONNECT, Deed.DROP, times=2)
    post_letters(app, 2, at=now())
    with working(app):
        wait_until(lambda: len(sink.confirmed) == 2)
    assert len(sink.taken) == 2


def test_mail_posted_later_is_sent_soon(app: Flask, sink: FailingPostOffice) -> None:
    with working(app):
        time.sleep(0.3)
        post_letters(app, 1, at=now())
        wait_until(lambda: len(sink.confirmed) == 1, seconds=fair(5))


def test_what_was_sent_is_written_down_although_the_database_was_locked_meanwhile(
    app: Flask, sink: FailingPostOffice, settings: Settings
) -> None:
    """The lock lasts longer than the patience of one transaction."""
    post_letters(app, 1, at=now())
    rule = sink.on(Stage.DOT, Deed.HOLD)
    with working(app):
        assert rule.reached.wait(PATIENCE)
        with locked(app):
            rule.let_go.set()
            time.sleep(7)
        wait_until(lambda: sent(app) == 1)
    assert len(sink.taken) == 1


@pytest.mark.parametrize("database", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_a_lost_database_connection_is_made_anew(app: Flask, sink: FailingPostOffice, database: str) -> None:
    post_letters(app, 3, at=now())
    rule = sink.on(Stage.DOT, Deed.HOLD)
    with working(app):
        assert rule.reached.wait(PATIENCE)
        with psycopg.connect(database, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        rule.let_go.set()
        wait_until(lambda: sent(app) == 3)
    assert len(sink.taken) == 3


@pytest.fixture
def _handlers_stay() -> Iterator[None]:
    """The handlers of a main program are those of the tests again afterwards."""
    names = (signal.SIGTERM, signal.SIGINT, signal.SIGALRM)
    before = [signal.getsignal(name) for name in names]
    yield
    for name, handler in zip(names, before, strict=True):
        signal.signal(name, handler)


@pytest.mark.usefixtures("_handlers_stay")
def test_no_signal_kills_a_worker_that_ended_in_time(app: Flask) -> None:
    """A busy machine may need some seconds more to end the process, whose status should be 0."""
    worker.main(app, (lambda _at: os.kill(os.getpid(), signal.SIGTERM),))
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def sent(app: Flask) -> int:
    with app.app_context():
        return len(
            db.session.scalars(select(OutboxMessage.key).where(OutboxMessage.sent_at.is_not(None))).all()
        )


@contextmanager
def locked(app: Flask) -> Iterator[None]:
    """Nobody else can write to the outbox."""
    with app.app_context():
        file, engine = db.engine.url.database, db.engine
    if engine.dialect.name == "sqlite":
        connection = sqlite3.connect(str(file), isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.rollback()
        connection.close()
    else:
        with engine.connect().execution_options(isolation_level="READ COMMITTED") as held:
            held.execute(text("LOCK TABLE outbox_message IN SHARE ROW EXCLUSIVE MODE"))
            yield
