"""Copies the database of a running site: SQLite by its online backup, PostgreSQL by pg_dump."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, make_url

from intro_app.cli.progress import Progress
from intro_app.config import Settings

SQLITE_COPY, POSTGRESQL_COPY = "mutual.db", "mutual.dump"
_PAGES_AT_ONCE = 1000


class BackupFailed(Exception):
    """The database could not be copied, or the copy not opened; the message says why and what to do."""


def copy_database(settings: Settings, folder: Path, progress: Progress) -> Path:
    """Copy the site's database into the folder and return the file. Raises BackupFailed."""
    url = make_url(settings.direct_database)
    if url.get_backend_name() == "sqlite":
        return _copy_sqlite(Path(url.database or ""), folder / SQLITE_COPY, progress)
    file = folder / POSTGRESQL_COPY
    run_tool("pg_dump", url, "--format=custom", f"--file={file}")
    return file


def run_tool(name: str, database: URL, *arguments: str) -> None:
    """Run a program of PostgreSQL on this database. Raises BackupFailed with the last line it said.

    The password goes in its environment, because everybody on the machine can read a command line.
    """
    if not (program := shutil.which(name)):
        raise BackupFailed(f"{name} is not there: install the client programs of PostgreSQL.")
    password = {"PGPASSWORD": str(database.password)} if database.password else {}
    done = subprocess.run(  # noqa: S603 - the program and its arguments are ours
        [program, f"--dbname={_without_password(database)}", *arguments],
        env=os.environ | password,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupFailed(f"{name} failed: {_last_line(done.stderr.splitlines())}")


def _without_password(url: URL) -> str:
    """Return the URL as PostgreSQL's own programs take it."""
    bare = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    return bare.render_as_string()


def _copy_sqlite(source: Path, target: Path, progress: Progress) -> Path:
    """Copy in steps, so that the site goes on writing meanwhile."""
    try:
        with (
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as site,
            closing(sqlite3.connect(target)) as copy,
        ):
            site.backup(
                copy,
                pages=_PAGES_AT_ONCE,
                progress=lambda _status, left, pages: progress.count(pages - left),
                sleep=0.01,
            )
            # A copy in WAL mode would make two files beside itself whenever it is opened.
            copy.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as problem:
        raise BackupFailed(f"The database cannot be copied: {problem}.") from problem
    return target


def _last_line(lines: Sequence[str]) -> str:
    return lines[-1] if lines else "it gave no reason."
