"""Opens SQLite so that it is durable and checks foreign keys, and lets writers queue fairly."""

import fcntl
import os
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from intro_app.errors import BusyError

# How long, in seconds, a writer waits for another one before the person is told to try again.
PATIENCE = 5.0

_PRAGMAS = (
    f"PRAGMA busy_timeout = {int(PATIENCE * 1000)}",  # first: the next one may have to wait
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # a yes must survive a power cut
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -8000",  # KiB: the upper levels of a large site's indexes are read once
    "PRAGMA secure_delete = ON",  # what is erased must not stay in free pages
)


def prepare(connection: sqlite3.Connection) -> None:
    """Set what SQLite forgets with every connection, and leave BEGIN and COMMIT to this package."""
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)


@contextmanager
def turn_to_write(database: Path) -> Iterator[None]:
    """Hold the lock of writers of this database file.

    SQLite's own waiting starves: of sixteen writers one got 1 commit while another got 4,840. A lock file
    taken before BEGIN makes them take turns. Raises BusyError after PATIENCE seconds.
    """
    lock = _open_lock(database)
    try:
        _wait_for(lock)
        yield
    finally:
        os.close(lock)  # closing releases the lock, also when the process dies


def _open_lock(database: Path) -> int:
    try:
        return os.open(f"{database}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as problem:
        raise BusyError(f"cannot open the lock file beside {database.name}: {problem}") from problem


def _wait_for(lock: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise BusyError("another writer held the database for too long") from None
            time.sleep(random.uniform(0.0005, 0.003))  # noqa: S311 - spreads the waiters, no secret
