"""The schema comes by migrations: up, down, with data, and the newest one is what the models say."""

from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, text

from intro_app import clock, create_app
from intro_app.config import Settings, asset_dir
from intro_app.db import db
from intro_app.devtools.story import tell
from tests.support import databases, postgres

HAS_MIGRATIONS = any(asset_dir("migrations").glob("versions/*.py"))
pytestmark = pytest.mark.skipif(not HAS_MIGRATIONS, reason="there is no migration yet")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The site on a database without any table."""
    cluster: postgres.Cluster | None = None
    url = f"sqlite:///{tmp_path / 'bare.db'}"
    if request.param == "postgresql":
        cluster = request.getfixturevalue("postgres_cluster")
        url = cluster.create("bare")
    key = databases.KEY
    app = create_app(Settings(database_url=url, data_dir=tmp_path, secret_keys=(key,), lasting_key=key))
    yield app
    with app.app_context():
        db.engine.dispose()
    if cluster:
        cluster.drop("bare")


def test_the_newest_migration_is_what_the_models_say(bare: Flask) -> None:
    with bare.app_context():
        flask_migrate.upgrade()
        with db.engine.connect() as connection:
            found = MigrationContext.configure(
                connection, opts={"compare_type": True, "include_object": _is_ours}
            )
            assert compare_metadata(found, db.metadata) == []


def test_the_triggers_are_those_of_the_models(bare: Flask) -> None:
    """Alembic does not compare them, and some refusals live in triggers only."""
    with bare.app_context():
        flask_migrate.upgrade()
        migrated = _triggers()
        flask_migrate.downgrade(revision="base")
        db.create_all()
        assert migrated == _triggers()


def test_every_migration_goes_down_and_up_again(bare: Flask) -> None:
    with bare.app_context():
        flask_migrate.upgrade()
        full = _schema()
        flask_migrate.downgrade(revision="base")
        assert set(_schema()) <= {"alembic_version"}
        flask_migrate.upgrade()
        assert _schema() == full


# Only the version before has it: what is still to be mailed.
_EARLIER = ("thread_notice",)


def test_what_people_wrote_survives_the_newest_migration_both_ways(bare: Flask) -> None:
    with bare.app_context():
        flask_migrate.upgrade()
        tell(clock.now())
        db.session.remove()
        full = _rows()
        flask_migrate.downgrade(revision="-1")
        older = {table: rows for table, rows in _rows().items() if not table.startswith(_EARLIER)}
        assert older == {table: full[table] for table in older}
        flask_migrate.upgrade()
        assert {table: rows for table, rows in _rows().items() if table in older} == older


def test_upgrading_twice_does_nothing_the_second_time(bare: Flask) -> None:
    with bare.app_context():
        flask_migrate.upgrade()
        before = _schema()
        flask_migrate.upgrade()
        assert _schema() == before


def test_sqlite_still_minds_foreign_keys_after_an_upgrade(bare: Flask) -> None:
    """They are off while tables are made anew, on a connection that is not used again."""
    with bare.app_context():
        flask_migrate.upgrade()
        if db.engine.dialect.name == "sqlite":
            assert db.session.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


def test_there_is_one_line_of_migrations() -> None:
    scripts = ScriptDirectory(str(asset_dir("migrations")))
    assert len(scripts.get_heads()) == 1


def _schema() -> dict[str, list[str]]:
    """Every table with its columns, as the database tells it."""
    found = inspect(db.engine)
    return {
        table: sorted(column["name"] for column in found.get_columns(table))
        for table in found.get_table_names()
    }


def _rows() -> dict[str, int]:
    """Every table with the number of its rows; Alembic keeps one of its own."""
    with db.engine.connect() as connection:
        tables = sorted(set(_schema()) - {"alembic_version"})
        return {table: connection.scalar(text(f'SELECT count(*) FROM "{table}"')) or 0 for table in tables}


def _triggers() -> set[tuple[str, str]]:
    names = {
        "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal",
    }
    return {(name, table) for name, table in db.session.execute(text(names[db.engine.dialect.name]))}


def _is_ours(_object: object, name: str | None, kind: str, _reflected: bool, _compared: object) -> bool:
    return not (kind == "table" and name is not None and "_fts" in name)
