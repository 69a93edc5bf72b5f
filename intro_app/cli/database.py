"""`intro db`: upgrades the schema, and checks that it is the one this version needs."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
import flask_migrate
from flask import Flask

from intro_app import clock, create_app
from intro_app.cli.progress import Progress
from intro_app.db import db as site_database
from intro_app.db.schema import Schema, schema
from intro_app.key_checks import KeyState, lasting_key_state, record_keys

WRONG_LASTING_KEY = (
    "LASTING_KEY is not the one this database was created with. With another key, the site would forget who "
    "doesn't want e-mail. Restore the right one: `intro keys restore FILE`, or set it again."
)


@contextmanager
def inside(app: Flask) -> Iterator[None]:
    """Run the block in an application context, and close the database connections afterwards."""
    try:
        with app.app_context():
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
        upgrade_database(app)
    click.echo("The database is up to date.")


def upgrade_database(app: Flask) -> None:
    """Run the missing migrations and record the keys. Database errors are passed on.

    Raises ClickException when LASTING_KEY is not the one that the database was made with.
    """
    with inside(app):
        flask_migrate.upgrade()
        _ensure_keys_fit(app)
        record_keys(app.extensions["settings"], clock.now())


def ensure_database_fits(app: Flask) -> None:
    """Raise ClickException unless the schema is the newest and the database was made with this LASTING_KEY.

    Connection errors are passed on.
    """
    with inside(app):
        found = schema()
        if found is not Schema.NEWEST:
            raise click.ClickException(found.value)
        _ensure_keys_fit(app)


def prepare_start(app: Flask) -> None:
    """Ensure that the database fits, and record the keys in use. Raises what ensure_database_fits() does."""
    ensure_database_fits(app)
    with inside(app):
        record_keys(app.extensions["settings"], clock.now())


def _ensure_keys_fit(app: Flask) -> None:
    if lasting_key_state(app.extensions["settings"]) is KeyState.DIFFERENT:
        raise click.ClickException(WRONG_LASTING_KEY)
