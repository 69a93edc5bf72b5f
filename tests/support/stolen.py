"""All that a thief of the machine carries away but for the keys: database, backup, files, log lines.

On SQLite the files of the database hold its write-ahead log. PostgreSQL's own log of writes is not read: it
has the same values as its tables and dumps, which are, before anything else is done with them.
"""

import logging
import subprocess
from pathlib import Path

import pytest

from intro_app.cli.backup.copying import POSTGRESQL_COPY
from intro_app.db import db
from tests.support.database_contents import everything_in
from tests.support.postgres import programs
from tests.support.restoring import RestoringOperator


def everything_stolen(operator: RestoringOperator, log: pytest.LogCaptureFixture) -> dict[str, bytes]:
    """Make a backup, as the operator does every night; return the bytes by where they lie."""
    backup = operator.backs_up()
    with operator.app.app_context():
        database = everything_in(db.engine)
    return {
        "database": database,
        "backup": _bytes_of(backup) + _rows_of(backup / POSTGRESQL_COPY),
        "files": _bytes_of(operator.settings.data_dir, but="mutual.db"),
        "log": logged(log),
    }


def logged(log: pytest.LogCaptureFixture) -> bytes:
    """The lines of the site, and not those of the mail server that receives for the test."""
    ours = [one for one in log.records if one.name.startswith("intro_app")]
    return "\n".join(f"{one.getMessage()} {vars(one)} {_trace(one)}" for one in ours).encode()


def _trace(record: logging.LogRecord) -> str:
    return logging.Formatter().formatException(record.exc_info) if record.exc_info else ""


def _bytes_of(folder: Path, *, but: str = "nothing") -> bytes:
    files = [one for one in sorted(folder.rglob("*")) if one.is_file() and not one.name.startswith(but)]
    return b"".join(one.read_bytes() for one in files)


def _rows_of(dump: Path) -> bytes:
    """The rows in a dump of PostgreSQL, which is compressed, as text."""
    if not dump.exists():
        return b""
    command = [str(programs() / "pg_restore"), "--data-only", "--file=-", str(dump)]
    return subprocess.run(command, check=True, capture_output=True).stdout
