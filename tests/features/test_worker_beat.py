"""A worker that has ended is noticed: by the doctor, and by whatever asks /readyz."""

import threading
import time
from datetime import timedelta

from flask import Flask
from sqlalchemy import text

from intro_app import clock, worker
from intro_app.cli.doctor import chores
from intro_app.db import db
from intro_app.periodic import beat, forget_ended, last_beat
from intro_app.periodic.policy import BEAT_EVERY, BEAT_LOST_AFTER, has_stopped
from tests.support.patience import PATIENCE

NOW = clock.now()


def ready(app: Flask) -> tuple[int, dict[str, bool]]:
    answer = app.test_client().get("/readyz", base_url=app.extensions["settings"].base_url)
    return answer.status_code, answer.get_json()


def said(app: Flask) -> str:
    """What the doctor says of the worker."""
    with app.app_context():
        (finding,) = chores.worker(clock.now())
    return f"{finding.mark} {finding.sentence}"


def test_a_worker_that_runs_makes_the_site_ready(app: Flask) -> None:
    assert ready(app) == (503, {"database": True, "schema": True, "worker": False})
    assert said(app).startswith("✗ No worker has run yet. Start `intro worker`:")
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(app, [], stop))
    thread.start()
    until = time.monotonic() + PATIENCE
    while ready(app)[0] == 503 and time.monotonic() < until:
        time.sleep(0.05)
    stop.set()
    thread.join()
    assert ready(app) == (200, {"database": True, "schema": True, "worker": True})
    assert said(app) == "✓ A worker runs."


def test_a_worker_that_has_ended_is_missed_after_some_minutes(app: Flask) -> None:
    with app.app_context():
        beat("one", clock.now() - timedelta(days=1), clock.now() - BEAT_LOST_AFTER - timedelta(seconds=1))
    assert ready(app)[0] == 503
    assert said(app).startswith("✗ No worker is running; the last one was seen at ")


def test_one_of_several_workers_is_enough(app: Flask) -> None:
    with app.app_context():
        beat("gone", clock.now() - timedelta(days=1), clock.now() - timedelta(hours=1))
        beat("here", clock.now() - timedelta(days=1), clock.now())
    assert ready(app)[0] == 200


def test_a_worker_has_one_row_and_an_old_one_goes(app: Flask) -> None:
    with app.app_context():
        for minutes in (0, 1, 2):
            beat("one", NOW, NOW + timedelta(minutes=minutes))
        beat("old", NOW - timedelta(days=3), NOW - timedelta(days=2))
        forget_ended(NOW)
        assert last_beat() == NOW + timedelta(minutes=2)
        assert db.session.scalar(text("SELECT count(*) FROM worker_beat")) == 1


def test_a_database_without_its_schema_is_not_ready(app: Flask) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE alembic_version RENAME TO elsewhere"))
    assert ready(app) == (503, {"database": True, "schema": False, "worker": False})
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE elsewhere RENAME TO alembic_version"))


def test_beats_come_often_enough() -> None:
    assert not has_stopped(NOW, NOW + BEAT_EVERY * 2)
    assert has_stopped(None, NOW)
