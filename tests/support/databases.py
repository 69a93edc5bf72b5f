"""Databases for tests: migrated once for each kind and run, then copied for each test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask_migrate import upgrade

from intro_app import create_app
from intro_app.config import Settings, asset_dir
from intro_app.db import db
from tests.support.postgres import Cluster

KEY = "a-key-that-only-tests-use-and-forty-long"


def bring_up_to_date(settings: Settings) -> None:
    """Give an empty database the newest schema: by the migrations, or by the models while there are none."""
    app = create_app(settings)
    with app.app_context():
        if any(asset_dir("migrations").glob("versions/*.py")):
            upgrade()
        else:
            db.create_all()
        db.engine.dispose()


def migrated_sqlite(folder: Path) -> Path:
    """A migrated SQLite file, complete in itself, to copy from."""
    file = folder / "template.db"
    bring_up_to_date(_settings(f"sqlite:///{file}", folder))
    return file


def migrated_postgres(cluster: Cluster, folder: Path) -> str:
    """The name of a migrated PostgreSQL database, to copy from."""
    name = "template_mutual"
    bring_up_to_date(_settings(cluster.create(name), folder))
    return name


@contextmanager
def copied_sqlite(template: Path, folder: Path) -> Iterator[str]:
    """The URL of a copy of the file."""
    copy = folder / "mutual.db"
    shutil.copy(template, copy)
    yield f"sqlite:///{copy}"


@contextmanager
def copied_postgres(cluster: Cluster, template: str) -> Iterator[str]:
    """The URL of a copy of the template database, dropped afterwards."""
    name = "test_mutual"
    yield cluster.create(name, template)
    cluster.drop(name)


def _settings(url: str, folder: Path) -> Settings:
    return Settings(database_url=url, data_dir=folder, secret_keys=(KEY,), lasting_key=KEY)
