"""A bare Flask application: a page that says hello, and a write as small as one can be.

The write is a guarded UPDATE and two INSERTs in one transaction, by the driver alone.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

DATABASE = "FLOOR_DATABASE"
_SQLITE = "sqlite:///"
_TABLES = (
    "CREATE TABLE IF NOT EXISTS consent (id INTEGER PRIMARY KEY, state INTEGER NOT NULL, at TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS event (consent_id INTEGER NOT NULL, what TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS letter (consent_id INTEGER NOT NULL, body TEXT NOT NULL)",
)
_ROWS = 1000


def create_app() -> "WSGIApplication":
    """Return the application; its database is named in the environment."""
    app, kept = Flask(__name__), _Connections(os.environ[DATABASE])
    turns = count()
    app.add_url_rule("/hello", view_func=lambda: "hello")

    @app.post("/commit")
    def commit() -> str:
        number = next(turns) % _ROWS
        with kept.transaction() as say:
            say("UPDATE consent SET state = state + 1, at = ? WHERE id = ? AND state >= 0", ("now", number))
            say("INSERT INTO event (consent_id, what) VALUES (?, ?)", (number, "yes"))
            say("INSERT INTO letter (consent_id, body) VALUES (?, ?)", (number, "You both said yes. " * 20))
        return "done"

    return app.wsgi_app  # so the server does not take it for the site


def prepare(url: str) -> None:
    """Make the tables, with rows to change."""
    with _Connections(url).transaction() as say:
        for statement in _TABLES:
            say(statement, ())
        for number in range(_ROWS):
            say("INSERT INTO consent (id, state, at) VALUES (?, 0, 'now')", (number,))


class _Connections:
    """One connection a thread, kept."""

    def __init__(self, url: str) -> None:
        self._url, self._mine, self._turn = url, threading.local(), threading.Lock()

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        """Yield what runs a statement of one transaction."""
        if self._url.startswith(_SQLITE):
            with self._turn, self._sqlite() as line:
                line.execute("BEGIN IMMEDIATE")
                yield line.execute
            return
        with self._postgresql().transaction():
            yield lambda statement, values: self._mine.line.execute(statement.replace("?", "%s"), values)

    def _sqlite(self) -> sqlite3.Connection:
        if not hasattr(self._mine, "line"):
            path = Path(self._url.removeprefix(_SQLITE))
            self._mine.line = sqlite3.connect(path, timeout=30, isolation_level=None)
            self._mine.line.execute("PRAGMA journal_mode = WAL")
            self._mine.line.execute("PRAGMA synchronous = FULL")
        line: sqlite3.Connection = self._mine.line
        return line

    def _postgresql(self) -> psycopg.Connection[Any]:
        if not hasattr(self._mine, "line"):
            self._mine.line = psycopg.connect(self._url, autocommit=True, prepare_threshold=1)
        line: psycopg.Connection[Any] = self._mine.line
        return line
