"""`intro db`: the schema, and whether a database has the one that this version of the code wants."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

import click
import flask_migrate
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from intro_app import create_app
from intro_app.cli.progress import Progress
from intro_app.config import asset_dir
from intro_app.db import db as site_database


class Schema(Enum):
    """How a database's schema stands to the code, and what to do about it."""

    NEWEST = ""
    OLDER = "The database has an older schema than this version wants: run `intro db upgrade`."
    EMPTY = "The database is empty: run `intro db upgrade`."
    UNKNOWN = "The database has a schema that this version does not know: it was made by a newer one."


@contextmanager
def inside(app: Flask) -> Iterator[None]:
    """Work with the app's database, and let go of it afterwards."""
    try:
        with app.app_context():
            yield
    finally:
        with app.app_context():  # another one: the first gives its connection back when it ends
            site_database.engine.dispose()


@click.group()
def db() -> None:
    """Look after the database."""


@db.command()
def upgrade() -> None:
    """Bring the database to the newest schema; doing it twice does no harm."""
    app = create_app()
    with Progress() as progress:
        progress.step("Bringing the database to the newest schema")
        upgrade_database(app)
    click.echo("The database has the newest schema.")


def upgrade_database(app: Flask) -> None:
    """Run the migrations that are missing. Raises what the database raises."""
    with inside(app):
        flask_migrate.upgrade()


def schema() -> Schema:
    """How the present application's database stands to the code. Raises what the database raises."""
    scripts = ScriptDirectory(str(asset_dir("migrations")))
    with site_database.engine.connect() as connection:
        revisions = MigrationContext.configure(connection).get_current_heads()
    if not revisions:
        return Schema.EMPTY
    if set(revisions) == set(scripts.get_heads()):
        return Schema.NEWEST
    known = {script.revision for script in scripts.walk_revisions()}
    return Schema.OLDER if set(revisions) <= known else Schema.UNKNOWN


def ensure_newest_schema(app: Flask) -> None:
    """Raise a ClickException when the code cannot work with the database; one that is away may come back."""
    with inside(app):
        found = schema()
    if found is not Schema.NEWEST:
        raise click.ClickException(found.value)
