"""Workers as real processes, many at once, killed and frozen at every step of the SMTP dialogue."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from intro_app import create_app
from intro_app.clock import now
from intro_app.config import Settings
from intro_app.db import atomic, db
from intro_app.outbox import cancel_queued, post, suppress
from intro_app.outbox.delivery import MOST_TOGETHER
from intro_app.outbox.models import OutboxAttempt, OutboxMessage
from tests.conftest import SiteMaker
from tests.support.failing_mail_server import Deed, FailingPostOffice, Stage
from tests.support.live_site import LiveSite, Process
from tests.support.outbox import CAROL, letter, post_letters
from tests.support.patience import PATIENCE, fair

pytestmark = pytest.mark.slow

KEY = "k" * 40
BEFORE_THE_DOT = [Stage.CONNECT, Stage.MAIL, Stage.RCPT, Stage.DATA]


@pytest.fixture
def site(make_site: SiteMaker, sink: FailingPostOffice) -> LiveSite:
    """The site whose workers a test starts, kills and freezes."""
    return make_site(smtp_url=sink.url, secret_keys=KEY, lasting_key=KEY)


@pytest.fixture
def desk(database: str, tmp_path: Path, sink: FailingPostOffice) -> Iterator[Flask]:
    """The same site in this process, to post from and to look with."""
    chosen = Settings(
        database_url=database, data_dir=tmp_path, secret_keys=(KEY,), lasting_key=KEY, smtp_url=sink.url
    )
    app = create_app(chosen)
    yield app
    with app.app_context():
        db.engine.dispose()


def start_worker(site: LiveSite, **settings: str) -> Process:
    """A worker process without chores."""
    program = "from intro_app import create_app, worker; worker.main(create_app(), [])"
    return site.start_source(program, f"worker-{len(site.processes)}", **settings)


def wait_until(true: Callable[[], bool], site: LiveSite, seconds: float = PATIENCE) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, site.logs()
        time.sleep(0.05)


def waiting(desk: Flask) -> int:
    with desk.app_context():
        rows = select(OutboxMessage.key).where(
            OutboxMessage.sent_at.is_(None), OutboxMessage.dropped_at.is_(None)
        )
        return len(db.session.scalars(rows).all())


def copies(sink: FailingPostOffice) -> Counter[str]:
    return Counter(letter.message_id for letter in sink.taken)


@pytest.mark.parametrize("workers", [2, 8])
def test_many_workers_send_each_letter_exactly_once(
    workers: int, site: LiveSite, desk: Flask, sink: FailingPostOffice
) -> None:
    post_letters(desk, 200, at=now())
    for _ in range(workers):  # with the lease of a real site: two seconds can pass on a busy machine
        start_worker(site, LEASE_SECONDS="120", SMTP_TIMEOUT="30")
    wait_until(lambda: waiting(desk) == 0, site)
    assert len(copies(sink)) == 200
    assert set(copies(sink).values()) == {1}


@pytest.mark.parametrize("stage", [*BEFORE_THE_DOT, Stage.DOT])
def test_a_worker_killed_in_the_dialogue_loses_nothing(
    stage: Stage, site: LiveSite, desk: Flask, sink: FailingPostOffice
) -> None:
    post_letters(desk, 3, at=now())
    rule = sink.on(stage, Deed.HOLD)
    worker = start_worker(site)
    assert rule.reached.wait(PATIENCE), site.logs()
    worker.kill9()
    sink.be_well()
    start_worker(site)
    wait_until(lambda: waiting(desk) == 0, site)
    assert len(copies(sink)) == 3
    assert sum(copies(sink).values()) == (4 if stage is Stage.DOT else 3)
    assert_copies_are_identical(sink)
    assert_copies_are_owned_up_to(desk, sink)


def test_a_worker_killed_after_the_250_repeats_only_that_letter(
    site: LiveSite, desk: Flask, sink: FailingPostOffice
) -> None:
    post_letters(desk, 3, at=now())
    rule = sink.on(Stage.DONE, Deed.HOLD)
    worker = start_worker(site)
    assert rule.reached.wait(PATIENCE), site.logs()
    worker.kill9()
    sink.be_well()
    start_worker(site)
    wait_until(lambda: waiting(desk) == 0, site)
    assert len(copies(sink)) == 3
    assert sum(copies(sink).values()) <= 4
    assert_copies_are_identical(sink)
    assert_copies_are_owned_up_to(desk, sink)


def test_a_worker_killed_in_a_group_repeats_at_most_that_group(
    site: LiveSite, desk: Flask, sink: FailingPostOffice
) -> None:
    post_letters(desk, 60, at=now())
    worker = start_worker(site)
    wait_until(lambda: len(sink.taken) >= 25, site)
    worker.kill9()
    start_worker(site)
    wait_until(lambda: waiting(desk) == 0, site)
    assert len(copies(sink)) == 60
    assert sum(copies(sink).values()) <= 60 + MOST_TOGETHER
    assert max(copies(sink).values()) <= 2
    assert_copies_are_identical(sink)
    assert_copies_are_owned_up_to(desk, sink)


@pytest.mark.parametrize("stage", [Stage.MAIL, Stage.RCPT, Stage.DATA])
def test_a_worker_frozen_beyond_its_lease_does_not_send_what_another_took_over(
    stage: Stage, site: LiveSite, desk: Flask, sink: FailingPostOffice
) -> None:
    post_letters(desk, 1, at=now())
    rule = sink.on(stage, Deed.HOLD)
    frozen = start_worker(site)
    assert rule.reached.wait(PATIENCE), site.logs()
    frozen.freeze()
    start_worker(site)
    wait_until(lambda: waiting(desk) == 0, site)
    rule.let_go.set()
    frozen.thaw()
    time.sleep(1)
    assert len(sink.taken) == 1, site.logs()


def test_a_worker_told_to_stop_finishes_its_letter(
    site: LiveSite, desk: Flask, sink: FailingPostOffice
) -> None:
    post_letters(desk, 5, at=now())
    rule = sink.on(Stage.RCPT, Deed.HOLD)
    worker = start_worker(site)
    assert rule.reached.wait(PATIENCE), site.logs()
    worker.popen.terminate()
    time.sleep(0.3)
    rule.let_go.set()
    assert worker.popen.wait(fair(10)) == 0, site.logs()
    assert len(sink.confirmed) == 1
    assert waiting(desk) == 4


def test_a_worker_told_to_stop_while_the_server_is_silent_stops_within_ten_seconds(
    site: LiveSite, desk: Flask, sink: FailingPostOffice
) -> None:
    post_letters(desk, 1, at=now())
    rule = sink.on(Stage.RCPT, Deed.HOLD)
    worker = start_worker(site, SMTP_TIMEOUT="60", LEASE_SECONDS="120")
    assert rule.reached.wait(PATIENCE), site.logs()
    assert worker.terminate(within=fair(10)) == 0, site.logs()
    with desk.app_context():
        assert db.session.scalars(select(OutboxMessage.lease_token)).one() is None


@pytest.mark.parametrize("how", ["suppressed", "called_back"])
def test_no_attempt_begins_once_a_no_is_confirmed(
    how: str, site: LiveSite, desk: Flask, sink: FailingPostOffice
) -> None:
    with desk.app_context(), atomic():
        for number in range(300):
            post(letter(f"letter:{number}"), at=now())
    for _ in range(3):
        start_worker(site)
    wait_until(lambda: len(sink.taken) >= 20, site)
    with desk.app_context():
        if how == "suppressed":
            suppress(CAROL.address, "everything", now())
        else:
            cancel_queued(about="introduction:9", at=now())
        confirmed = now()
        assert waiting(desk) == 0
        time.sleep(1)
        begun = db.session.scalars(select(OutboxAttempt.started_at)).all()
    assert 20 <= len(begun) < 300
    assert max(begun) <= confirmed


def assert_copies_are_identical(sink: FailingPostOffice) -> None:
    assert len({letter.raw for letter in sink.taken}) == len(copies(sink))


def assert_copies_are_owned_up_to(desk: Flask, sink: FailingPostOffice) -> None:
    """Every copy beyond the first has an attempt that nobody confirmed."""
    with desk.app_context():
        attempts = db.session.scalars(select(OutboxAttempt.outcome)).all()
    unconfirmed = [outcome for outcome in attempts if outcome in {None, "unsure"}]
    assert sum(copies(sink).values()) - len(copies(sink)) <= len(unconfirmed)
