"""The audit is one chain, whoever writes at the same time, and it is written with the act or not at all."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask

from intro_app import clock
from intro_app.audit import queries
from intro_app.audit.service import note
from intro_app.config import Settings
from intro_app.db import atomic
from tests.support.databases import KEY
from tests.support.patience import PATIENCE

WRITERS, EACH = 6, 8

# What one more process does: it writes, and says when it is about to.
ANOTHER = f"""
import sys
from pathlib import Path
from intro_app import clock, create_app
from intro_app.audit.service import note
from intro_app.config import Settings
from intro_app.db import db
url, folder = sys.argv[1:]
app = create_app(
    Settings(database_url=url, data_dir=Path(folder), secret_keys=("{KEY}",), lasting_key="{KEY}")
)
sys.stdin.readline()
with app.app_context():
    for number in range({EACH}):
        note(None, "looked_at_details", number, "case:1", "it is my work", clock.now())
    db.session.remove()
    db.engine.dispose()
"""


def write(number: int) -> None:
    """One line."""
    note(number, "looked_at_details", 7, f"case:{number}", "it is my work", clock.now())


def test_the_first_line_stands_on_the_start(app: Flask) -> None:
    with app.app_context():
        assert queries.head() == (0, "0" * 64)
        assert queries.check().lines == 0
        write(1)
        place, seal = queries.head()
        assert (place, queries.check().head) == (1, seal)


def test_a_line_goes_with_its_act(app: Flask) -> None:
    def fail() -> None:
        with atomic():
            write(1)
            raise RuntimeError("the act did not happen")

    with app.app_context():
        with pytest.raises(RuntimeError):
            fail()
        assert queries.head()[0] == 0


def test_several_lines_of_one_transaction_follow_each_other(app: Flask) -> None:
    with app.app_context():
        with atomic():
            write(1)
            write(2)
        write(3)
        verdict = queries.check()
        assert (verdict.lines, verdict.broken) == (3, None)


def test_threads_that_write_at_once_make_one_chain(app: Flask) -> None:
    start = Barrier(WRITERS)

    def run(number: int) -> None:
        with app.app_context():
            start.wait()
            for _ in range(EACH):
                write(number)

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(run, range(WRITERS)))
    assert_one_chain(app, WRITERS * EACH)


def test_processes_that_write_at_once_make_one_chain(app: Flask, settings: Settings) -> None:
    command = [sys.executable, "-W", "error", "-c", ANOTHER, settings.database, str(settings.data_dir)]
    others = [subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)]
    said = [other.communicate(b"now\n", timeout=PATIENCE)[1].decode() for other in others]
    assert [other.returncode for other in others] == [0, 0, 0], said
    assert_one_chain(app, 3 * EACH)


def test_a_member_may_read_who_looked_at_them_and_nothing_else(app: Flask) -> None:
    with app.app_context():
        note(4, "looked_at_details", 7, "case:1", "to read the report", clock.now())
        note(4, "looked_at_details", 8, "case:1", "to read the report", clock.now())
        note(4, "role_granted", 7, "role:moderator", "", clock.now())
        (look,) = queries.looks_at(7)
        assert (look.actor_id, look.about, look.why) == (4, "case:1", "to read the report")


def assert_one_chain(app: Flask, lines: int) -> None:
    """All lines are there, each on the one before it."""
    with app.app_context():
        verdict = queries.check()
        assert (verdict.lines, verdict.broken) == (lines, None)
