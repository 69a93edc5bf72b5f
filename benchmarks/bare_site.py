"""The application of a site on an empty database, as every benchmark begins with it."""

from pathlib import Path
from typing import Any

from flask import Flask

from intro_app import create_app
from intro_app.config import Settings
from tests.support.databases import KEY


def bare_site(url: str, folder: Path, **settings: Any) -> Flask:
    """Return a site on this database that logs only errors, with these settings besides."""
    keys = {"secret_keys": (KEY,), "lasting_key": KEY}
    return create_app(Settings(database_url=url, data_dir=folder, log_level="ERROR", **keys, **settings))
