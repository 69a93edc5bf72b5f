"""Puts a backup's database where the site looks for it, upgraded, and marked as not yet replayed."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import Flask
from sqlalchemy import make_url

from intro_app import clock, create_app
from intro_app.cli.backup.copying import BackupFailed, run_tool
from intro_app.cli.database import inside, upgrade_database
from intro_app.cli.progress import Progress
from intro_app.config import Settings
from intro_app.db import atomic, db
from intro_app.journal.models import Restoration


@contextmanager
def put_database(
    copy: Path, settings: Settings, made_at: datetime, progress: Progress, *, replaces: bool
) -> Iterator[Flask]:
    """Yield an application on the restored database; the site starts on it only after the block.

    Raises ClickException. On SQLite the file gets its name at the end; on PostgreSQL the row that says that
    it was not replayed keeps everything from starting.
    """
    url = make_url(settings.database)
    try:
        if url.get_backend_name() == "sqlite":
            with _sqlite(copy, Path(url.database or ""), replaces=replaces) as draft:
                yield _prepared(replace(settings, database_url=f"sqlite:///{draft}"), made_at, progress)
        else:
            progress.step("Filling the database")
            run_tool("pg_restore", url, "--no-owner", "--exit-on-error", str(copy))
            yield _prepared(settings, made_at, progress)
    except BackupFailed as problem:
        raise click.ClickException(str(problem)) from problem


@contextmanager
def _sqlite(copy: Path, file: Path, *, replaces: bool) -> Iterator[Path]:
    """Yield a draft beside the file, which takes its place if the block succeeds."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f".restoring-{file.name}")
    _remove(draft)
    try:
        shutil.copyfile(copy, draft)
        draft.chmod(0o600)
        yield draft
        _fold(draft)
        if replaces and file.exists():
            _set_aside(file)
        draft.rename(file)
    except BaseException:
        _remove(draft)
        raise


def _fold(draft: Path) -> None:
    """Leave nothing of the draft outside its own file."""
    from sqlite3 import connect

    with connect(draft) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    for left in _companions(draft):
        left.unlink(missing_ok=True)


def _set_aside(file: Path) -> None:
    """Rename the database that is there, with what belongs to it."""
    stamp = f"{clock.now().astimezone(UTC):%Y%m%dT%H%M%S}"
    for one in (file, *_companions(file)):
        if one.exists():
            one.rename(one.with_name(f"{one.name}.{stamp}"))


def _companions(file: Path) -> tuple[Path, ...]:
    return tuple(file.with_name(f"{file.name}{end}") for end in ("-wal", "-shm"))


def _remove(draft: Path) -> None:
    for left in (draft, *_companions(draft)):
        left.unlink(missing_ok=True)


def _prepared(settings: Settings, made_at: datetime, progress: Progress) -> Flask:
    app = create_app(settings)
    progress.step("Updating the database to the newest schema")
    upgrade_database(app, progress)
    with inside(app), atomic():
        db.session.add(Restoration(backup_made_at=made_at, restored_at=clock.now()))
    return app
