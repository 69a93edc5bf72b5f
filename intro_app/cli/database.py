"""`intro db`: upgrades the schema, and checks that it is the one this version needs."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
import flask_migrate
from flask import Flask
from sqlalchemy import inspect

from intro_app import clock, create_app
from intro_app.cli.progress import Progress
from intro_app.config import Settings
from intro_app.db import db as site_database
from intro_app.db import rewrite_file
from intro_app.db.schema import Schema, schema
from intro_app.db.sealing.resealing import is_anything_plain, reseal
from intro_app.journal.queries import restoration
from intro_app.key_checks import (
    KeyCheck,
    KeyState,
    is_known_as_sealed,
    lasting_key_state,
    missing_data_keys,
    record_as_sealed,
    record_keys,
)
from intro_app.site_settings import follow

WRONG_LASTING_KEY = (
    "LASTING_KEY is not the one this database was created with. With another key, the site would forget who "
    "doesn't want e-mail. Restore the right one: `intro keys restore FILE`, or set it again."
)
WRONG_DATA_KEYS = (
    "A data key is missing (%s) with which addresses and letters in this database are encrypted. Without it "
    "nobody can read them. Restore it: `intro keys restore FILE`, or put it back into DATA_KEYS."
)
HALF_RESTORED = (
    "A restore of this database was interrupted, so people who left or stopped e-mails may be back in it. "
    "Empty the database and run `intro restore` again."
)
PLAIN = "Some contact details and letters in the database are not encrypted yet: run `intro db upgrade`."


@contextmanager
def inside(app: Flask) -> Iterator[None]:
    """Run the block in an application context, and close the database connections afterwards."""
    try:
        with app.app_context():
            follow(app)
            yield
    finally:
        with app.app_context():  # a second context, because the first returns its connection when it ends
            site_database.engine.dispose()


@click.group()
def db() -> None:
    """Manage the database."""


@db.command()
def upgrade() -> None:
    """Update the database to the newest schema. You can run it again safely."""
    app = create_app()
    with Progress() as progress:
        progress.step("Updating the database to the newest schema")
        upgrade_database(app, progress)
    click.echo("The database is up to date.")


def upgrade_database(app: Flask, progress: Progress | None = None) -> None:
    """Run the missing migrations, record the keys and encrypt what is not yet. Database errors are passed on.

    It can be interrupted: the next call goes on. Raises ClickException when the keys are not those that the
    database was made with.
    """
    with inside(app):
        if schema() is not Schema.EMPTY and _remembers_keys():
            _ensure_keys_fit(app)
        flask_migrate.upgrade()
        _ensure_keys_fit(app)
        record_keys(app.extensions["settings"], clock.now())
        _seal_what_is_plain(progress)


def ensure_database_fits(app: Flask) -> None:
    """Raise ClickException unless the schema is the newest, the keys are the database's and all is encrypted.

    Connection errors are passed on.
    """
    with inside(app):
        found = schema()
        if found is not Schema.NEWEST:
            raise click.ClickException(found.value)
        _ensure_keys_fit(app)
        _ensure_restore_was_finished()
        if not is_known_as_sealed() and is_anything_plain():
            raise click.ClickException(PLAIN)


def _ensure_restore_was_finished() -> None:
    found = restoration()
    if found is not None and found.replayed_at is None:
        raise click.ClickException(HALF_RESTORED)


def prepare_start(app: Flask) -> None:
    """Ensure that the database fits, and record the keys in use. Raises what ensure_database_fits() does."""
    ensure_database_fits(app)
    with inside(app):
        record_keys(app.extensions["settings"], clock.now())
        record_as_sealed(clock.now())


def ensure_data_keys_are_there(settings: Settings) -> None:
    """Raise ClickException when a data key is missing that the database was used with."""
    if missing := missing_data_keys(settings):
        raise click.ClickException(WRONG_DATA_KEYS % ", ".join(sorted(missing)))


def _remembers_keys() -> bool:
    return inspect(site_database.engine).has_table(KeyCheck.__tablename__)


def _ensure_keys_fit(app: Flask) -> None:
    settings: Settings = app.extensions["settings"]
    if lasting_key_state(settings) is KeyState.DIFFERENT:
        raise click.ClickException(WRONG_LASTING_KEY)
    ensure_data_keys_are_there(settings)


def _seal_what_is_plain(progress: Progress | None) -> None:
    """Encrypt what was stored before its column was encrypted, and clear the file of what stood there."""
    if is_known_as_sealed():
        return
    if is_anything_plain():
        if progress:
            progress.step("Encrypting contact details and letters")
        reseal(heard=progress.count if progress else lambda _done: None)
        rewrite_file()
    record_as_sealed(clock.now())
