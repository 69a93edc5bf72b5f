"""Checks a backup against this version, its keys and its place, before anything is touched."""

from pathlib import Path

import click
from sqlalchemy import NullPool, create_engine, inspect, make_url, text
from sqlalchemy.exc import DBAPIError

from intro_app.cli.backup.copying import SQLITE_COPY
from intro_app.cli.backup.manifest import Manifest, read_manifest, sha256_of
from intro_app.cli.database import WRONG_DATA_KEYS, WRONG_LASTING_KEY
from intro_app.cli.progress import Progress
from intro_app.config import Settings
from intro_app.db.schema import known_revisions
from intro_app.db.sealing import key_id
from intro_app.key_checks import check_value

_NEWER = "This backup was made by version {version}, which is newer. Install that one, then restore."
_NOT_EMPTY = (
    "There is a database at {file}. Stop both services, then run the command with --replace to set it aside."
)


def ensure_it_fits(backup: Path, settings: Settings, progress: Progress, *, replaces: bool) -> Manifest:
    """Return the manifest of a backup that can be restored here. Raises ClickException."""
    try:
        manifest = read_manifest(backup)
    except ValueError as problem:
        raise click.ClickException(str(problem)) from problem
    _ensure_keys_fit(manifest, settings)
    if not set(manifest.schema) <= known_revisions():
        raise click.ClickException(_NEWER.format(version=manifest.version or "that wrote it"))
    _ensure_there_is_room(manifest, settings, replaces=replaces)
    progress.step("Reading the file")
    file = backup / manifest.file
    if not file.exists() or sha256_of(file) != manifest.sha256:
        raise click.ClickException(f"{file} is missing or has been changed.")
    return manifest


def _ensure_keys_fit(manifest: Manifest, settings: Settings) -> None:
    if manifest.lasting_key != check_value(settings.lasting_key):
        raise click.ClickException(f"{WRONG_LASTING_KEY} Its check value is {manifest.lasting_key}.")
    if missing := set(manifest.data_keys) - {key_id(key) for key in settings.sealing_keys}:
        raise click.ClickException(WRONG_DATA_KEYS % ", ".join(sorted(missing)))


def _ensure_there_is_room(manifest: Manifest, settings: Settings, *, replaces: bool) -> None:
    url = make_url(settings.database)
    is_sqlite = url.get_backend_name() == "sqlite"
    if is_sqlite is not (manifest.file == SQLITE_COPY):
        kind = "SQLite" if not is_sqlite else "PostgreSQL"
        raise click.ClickException(f"This backup is of a database on {kind}: set DATABASE_URL to one.")
    if is_sqlite:
        if Path(url.database or "").exists() and not replaces:
            raise click.ClickException(_NOT_EMPTY.format(file=url.database))
        return
    try:
        _ensure_postgresql_is_empty(settings.database)
    except DBAPIError as problem:
        why = str(problem.orig).splitlines()[0]
        raise click.ClickException(f"The database cannot be used: {why}") from problem


def _ensure_postgresql_is_empty(url: str) -> None:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        if inspect(connection).get_table_names():
            raise click.ClickException(
                "The database is not empty. Make a new one (`createdb -E UTF8 …`), set DATABASE_URL to it, "
                "and keep the old one until all is well."
            )
        others = text(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        if connection.scalar(others):
            raise click.ClickException("Somebody else uses the database: stop both services first.")
