"""Opens a copy of a backup elsewhere: its hash, its tables, the audit chain, and whether the keys fit it."""

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine, NullPool, create_engine, make_url
from sqlalchemy.exc import DBAPIError

from intro_app import create_app
from intro_app.audit import queries as audit
from intro_app.cli.backup.copying import SQLITE_COPY, BackupFailed, run_tool
from intro_app.cli.backup.manifest import Manifest, read_manifest, sha256_of
from intro_app.cli.database import WRONG_DATA_KEYS, WRONG_LASTING_KEY, inside
from intro_app.cli.progress import Progress
from intro_app.config import Settings
from intro_app.db import db
from intro_app.db.schema import Schema, schema
from intro_app.key_checks import KeyState, check_value, lasting_key_state, missing_data_keys


def faults_of(backup: Path, settings: Settings, progress: Progress) -> Iterator[str]:
    """Yield a sentence for each reason not to rely on this backup; none when it is whole."""
    try:
        manifest = read_manifest(backup)
    except ValueError as problem:
        yield str(problem)
        return
    progress.step("Reading the file")
    file = backup / manifest.file
    if not file.exists() or sha256_of(file) != manifest.sha256:
        yield f"{file} is missing or has been changed."
        return
    if manifest.lasting_key != check_value(settings.lasting_key):
        yield WRONG_LASTING_KEY
    try:
        with tempfile.TemporaryDirectory() as scratch, _opened(file, settings, Path(scratch)) as app:
            yield from _faults_inside(app, manifest, progress)
    except BackupFailed as problem:
        yield str(problem)


def _faults_inside(app: Flask, manifest: Manifest, progress: Progress) -> Iterator[str]:
    """Yield what is wrong with the opened copy."""
    with inside(app):
        try:
            if (found := schema()) is not Schema.NEWEST:
                yield f"Its schema ({', '.join(manifest.schema)}) is not that of this version: {found.value}"
                return
            if db.engine.dialect.name == "sqlite":
                yield from _damage()
            yield from _wrong_keys(app.extensions["settings"])
            progress.step("Reading the audit chain")
            verdict = audit.check(manifest.audit_head, progress.count)
        except DBAPIError as problem:
            yield f"The copy cannot be read: {str(problem.orig).splitlines()[0]}"
            return
    if verdict.broken is not None:
        yield f"Line {verdict.broken} of its audit chain is broken."
    elif not verdict.holds:
        yield "Its audit chain is missing the last line of the time the backup was made."


def _wrong_keys(settings: Settings) -> Iterator[str]:
    if lasting_key_state(settings) is KeyState.DIFFERENT:
        yield WRONG_LASTING_KEY
    if missing := missing_data_keys(settings):
        yield WRONG_DATA_KEYS % ", ".join(sorted(missing))


def _damage() -> Iterator[str]:
    with db.engine.connect() as connection:
        answer = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if answer != "ok":
        yield f"SQLite finds the copy damaged: {answer}."
    if orphans:
        yield f"{len(orphans)} rows of the copy refer to rows that are missing."


@contextmanager
def _opened(file: Path, settings: Settings, scratch: Path) -> Iterator[Flask]:
    """Yield an application on a copy of the backup, which is gone afterwards."""
    if file.name == SQLITE_COPY:
        copy = shutil.copy(file, scratch)
        yield _app(settings, scratch, f"sqlite:///{copy}")
        return
    with _scratch_database(file, settings) as url:
        yield _app(settings, scratch, url)


def _app(settings: Settings, scratch: Path, url: str) -> Flask:
    return create_app(replace(settings, data_dir=scratch, database_url=url, database_direct_url=""))


@contextmanager
def _scratch_database(file: Path, settings: Settings) -> Iterator[str]:
    """Yield the URL of a new database on the same server, filled from the backup and dropped afterwards.

    Raises BackupFailed when the site's role may not create databases.
    """
    url = make_url(settings.direct_database)
    if url.get_backend_name() != "postgresql":
        raise BackupFailed("This backup is of a PostgreSQL database: set DATABASE_URL to one on a server.")
    name = f"mutual_verify_{secrets.token_hex(8)}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    try:
        _execute(engine, f"CREATE DATABASE {name} TEMPLATE template0")
    except DBAPIError as problem:
        why = str(problem.orig).splitlines()[0]
        raise BackupFailed(f"No database could be made to open the backup in: {why}.") from problem
    try:
        run_tool("pg_restore", url.set(database=name), "--no-owner", "--exit-on-error", str(file))
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        _execute(engine, f"DROP DATABASE {name} WITH (FORCE)")


def _execute(engine: Engine, order: str) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql(order)
