"""What every test may ask for. Databases, mail servers, processes and browsers are real ones."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from intro_app import create_app
from intro_app.config import Settings
from intro_app.db import db
from tests.ground import databases, postgres

BASE_URL = "https://meet.example.org"


def cannot(reason: str) -> None:
    """A part of the ground is missing here: a test is left out, loudly; where all must run, it fails."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file."""
    return databases.migrated_sqlite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[postgres.Cluster]:
    """A PostgreSQL server, one for each test process."""
    try:
        with postgres.cluster() as running:
            yield running
    except postgres.NoPostgresError as problem:
        cannot(str(problem))


@pytest.fixture(scope="session")
def postgres_template(postgres_cluster: postgres.Cluster, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a migrated PostgreSQL database."""
    return databases.migrated_postgres(postgres_cluster, tmp_path_factory.mktemp("postgres"))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a clean, migrated database of this test's own, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        copy = databases.copied_sqlite(request.getfixturevalue("sqlite_template"), tmp_path)
    else:
        template = request.getfixturevalue("postgres_template")
        copy = databases.copied_postgres(request.getfixturevalue("postgres_cluster"), template)
    with copy as url:
        yield url


@pytest.fixture
def at() -> datetime:
    """The moment at which a test takes place: an ordinary Monday morning."""
    return datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


@pytest.fixture
def settings(database: str, tmp_path: Path) -> Settings:
    """The settings of the site under test."""
    return Settings(
        base_url=BASE_URL,
        database_url=database,
        data_dir=tmp_path,
        secret_keys=(databases.KEY,),
        lasting_key=databases.KEY,
        site_contact="people@meet.example.org",
        mail_from="hello@meet.example.org",
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The site on a clean database; no application context is held open, since Flask-Login keeps people on it."""
    site = create_app(settings)
    site.testing = True
    yield site
    with site.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor's browser without scripts; it speaks https, so that Secure cookies flow."""
    return visitor(app)


def visitor(app: Flask) -> FlaskClient:
    """One more browser with a cookie jar of its own."""
    visiting = app.test_client()
    visiting.environ_base |= {"wsgi.url_scheme": "https", "HTTP_HOST": "meet.example.org"}
    return visiting
