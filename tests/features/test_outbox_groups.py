"""Letters are claimed and recorded in groups; what happens to one of a group happens to no other."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select, update

from intro_app import create_app
from intro_app.config import Settings
from intro_app.db import atomic, db
from intro_app.outbox import Addressee, cancel_queued, post, queue, suppress
from intro_app.outbox.delivery import MOST_TOGETHER, send_due
from intro_app.outbox.models import OutboxAttempt, OutboxMessage
from tests.support.failing_mail_server import Deed, FailingPostOffice, Stage
from tests.support.outbox import deliver, letter, post_letters

MINUTE = timedelta(minutes=1)


@pytest.fixture
def app(settings: Settings, sink: FailingPostOffice) -> Iterator[Flask]:
    """The site, whose mail goes to a server on cue."""
    site = create_app(replace(settings, smtp_url=sink.url, smtp_timeout=5.0))
    yield site
    with site.app_context():
        db.engine.dispose()


def send(app: Flask, at: datetime, stop: Callable[[], bool]) -> int:
    with app.app_context():
        return send_due(at=at, limit=100, stop=stop).sent


def rows(app: Flask) -> list[OutboxMessage]:
    with app.app_context():
        return list(db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.key)))


def attempts(app: Flask) -> int:
    with app.app_context():
        return len(db.session.scalars(select(OutboxAttempt.token)).all())


class Calls:
    """Counts how often a round asks whether it should stop, and does something at one of these times."""

    def __init__(self, at_call: int, act: Callable[[], object], *, answer: bool = False) -> None:
        self._left, self._act, self._answer = at_call, act, answer

    def __call__(self) -> bool:
        self._left -= 1
        if self._left == 0:
            self._act()
        return self._answer and self._left <= 0


class EveryThird:
    """Does something at every third time that a round asks whether it should stop; it never should."""

    def __init__(self, act: Callable[[], object]) -> None:
        self._asked, self._act = 0, act

    def __call__(self) -> bool:
        self._asked += 1
        if self._asked % 3 == 0:
            self._act()
        return False


def test_a_hundred_letters_wait_for_the_disk_eleven_times(app: Flask, at: datetime) -> None:
    post_letters(app, 100, at=at)
    commits: list[object] = []
    with app.app_context():
        event.listen(db.engine, "commit", commits.append)
        assert send_due(at=at, limit=100, stop=lambda: False).sent == 100
    assert len(commits) <= 100 / MOST_TOGETHER + 1


@pytest.mark.parametrize("how", ["suppressed", "called_back"])
def test_a_letter_of_a_group_that_is_stopped_is_not_begun(
    how: str, app: Flask, sink: FailingPostOffice, at: datetime
) -> None:
    post_letters(app, 3, at=at)
    with app.app_context(), atomic():
        post(letter("stopped", Addressee("dan@example.org"), about="introduction:10"), at=at + MINUTE)

    def stops() -> None:
        with app.app_context():
            if how == "suppressed":
                suppress("dan@example.org", "everything", at)
            else:
                cancel_queued(about="introduction:10", at=at)

    assert send(app, at + 2 * MINUTE, Calls(2, stops)) == 3
    assert {mail.to for mail in sink.taken} == {f"carol{number}@example.org" for number in range(3)}
    assert attempts(app) == 3


def test_one_refused_letter_leaves_the_others_of_its_group_alone(
    app: Flask, sink: FailingPostOffice, at: datetime
) -> None:
    post_letters(app, 9, at=at)

    def refuse() -> None:
        sink.on(Stage.RCPT, Deed.REFUSE, reply="550 5.1.1 nobody")

    assert send(app, at, Calls(3, refuse)) == 8
    assert sorted(str(row.why) for row in rows(app)) == ["None"] * 8 + ["refused"]
    assert attempts(app) == 9


@pytest.mark.parametrize("stage", [Stage.RCPT, Stage.DATA, Stage.DOT])
def test_a_server_that_goes_away_in_the_middle_of_a_group_costs_one_letter_an_attempt(
    stage: Stage, app: Flask, sink: FailingPostOffice, at: datetime
) -> None:
    post_letters(app, 9, at=at)

    def closes() -> None:
        sink.on(stage, Deed.REFUSE, reply="421 4.3.2 shutting down")

    assert send(app, at, Calls(4, closes)) == 8
    (late,) = [row for row in rows(app) if row.sent_at is None]
    assert (late.attempts, late.lease_token, late.lost) == (1, None, 0)
    assert attempts(app) == 9


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize("ends", ["hangs up", "421"])
def test_a_server_that_ends_a_connection_after_some_letters_costs_none_an_attempt(
    ends: str, pipelining: bool, app: Flask, sink: FailingPostOffice, at: datetime
) -> None:
    post_letters(app, 25, at=at)
    sink.pipelining = pipelining

    def ended() -> None:
        if ends == "421":
            sink.on(Stage.MAIL, Deed.REFUSE, reply="421 4.7.0 too many messages on this connection")
        else:
            sink.on(Stage.DONE, Deed.DROP)

    assert send(app, at, EveryThird(ended)) == 25
    assert {(row.attempts, row.last_error) for row in rows(app)} == {(1, None)}
    assert len(sink.taken) == 25
    assert attempts(app) == 25


def test_a_server_that_ends_each_connection_at_once_costs_a_letter_one_attempt(
    app: Flask, sink: FailingPostOffice, at: datetime
) -> None:
    """A new connection is tried once; a server that never lets us begin is not asked for ever."""
    post_letters(app, 3, at=at)

    def goes_down() -> None:
        sink.on(Stage.MAIL, Deed.REFUSE, times=99, reply="421 4.3.2 shutting down")

    assert send(app, at, Calls(1, goes_down)) == 1
    assert sorted((row.attempts, row.last_error) for row in rows(app) if row.sent_at is None) == [
        (1, "MAIL 421 4.3.2"),
        (1, "MAIL 421 4.3.2"),
    ]


def test_a_round_told_to_stop_gives_back_what_it_has_not_begun(app: Flask, at: datetime) -> None:
    post_letters(app, 8, at=at)
    assert send(app, at, Calls(3, lambda: None, answer=True)) == 3
    waiting = [row for row in rows(app) if row.sent_at is None]
    assert [(row.attempts, row.lost, row.lease_token, row.lease_until) for row in waiting] == [
        (0, 0, None, None)
    ] * 5
    assert attempts(app) == 3
    assert deliver(app, at) == 5


def test_what_a_slow_server_took_is_recorded_within_a_second_or_two(app: Flask, at: datetime) -> None:
    """The first letter of the group takes long, so it is recorded before a third is begun."""
    post_letters(app, 6, at=at)
    recorded: list[int] = []

    def look() -> None:
        recorded.append(sum(row.sent_at is not None for row in rows(app)))

    calls = iter([lambda: time.sleep(1.1), lambda: None, look])

    def stop() -> bool:
        next(calls, lambda: None)()
        return False

    assert send(app, at, stop) == 6
    assert recorded == [1]


def test_a_letter_over_which_a_worker_died_is_claimed_alone(app: Flask, at: datetime) -> None:
    post_letters(app, 7, at=at)
    with app.app_context():
        keys = list(db.session.scalars(select(OutboxMessage.key).order_by(OutboxMessage.key)))
        dead = update(OutboxMessage).where(OutboxMessage.key.in_(keys[2:4]))
        with atomic():
            db.session.execute(dead.values(lease_until=at - MINUTE, lease_token="dead"))
        groups = []
        while True:
            with atomic():
                group = queue.claim_several(MOST_TOGETHER, at)
            if not group:
                break
            groups.append([message.key for message in group])
    assert groups == [keys[:2], [keys[2]], [keys[3]], keys[4:]]


def test_two_workers_never_claim_the_same_letter(app: Flask, at: datetime) -> None:
    post_letters(app, 15, at=at)
    with app.app_context():
        with atomic():
            first = queue.claim_several(MOST_TOGETHER, at)
        with atomic():
            second = queue.claim_several(MOST_TOGETHER, at)
    keys = [message.key for message in [*first, *second]]
    assert len(keys) == len(set(keys)) == 15
    tokens = {message.lease_token for message in [*first, *second]}
    assert len(tokens) == 15
