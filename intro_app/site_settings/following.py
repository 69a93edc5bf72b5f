"""Follows the rows: reads them again every few seconds, and lays them over the environment's settings."""

import time
from contextlib import suppress
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from intro_app.config.on_page import ON_PAGE, ON_PAGE_KEY, Overlay
from intro_app.db import db
from intro_app.site_settings.models import SiteSetting

# Within so many seconds every process knows what was changed by another.
EVERY = 5.0


def follow_at_requests(app: Flask, locked: frozenset[str]) -> None:
    """Lay the page's settings over the others before each request; `locked` are named by the environment."""
    app.extensions[ON_PAGE_KEY] = Overlay(locked & frozenset(ON_PAGE))
    app.before_request(lambda: follow(app))


def follow(app: Flask, *, at_once: bool = False) -> None:
    """Read the rows, unless that was a moment ago. A database that is away changes nothing."""
    overlay: Overlay = app.extensions[ON_PAGE_KEY]
    is_recent = overlay.read_at is not None and time.monotonic() < overlay.read_at + EVERY
    if is_recent and not at_once:
        return
    overlay.read_at = time.monotonic()
    with suppress(SQLAlchemyError):
        if _has_database() and overlay.take(_newest()):
            app.jinja_env.globals["site_name"] = overlay.over(app.extensions["settings"]).site_name


def follow_at_once() -> None:
    """Read the rows now, because this process has just changed one."""
    follow(current_app, at_once=True)


def locked_settings() -> frozenset[str]:
    """Return which settings of the page the environment names, and so cannot be changed there."""
    overlay: Overlay = current_app.extensions[ON_PAGE_KEY]
    return overlay.locked


def _has_database() -> bool:
    """Return whether there is one; to connect to an SQLite file that is missing would make it."""
    file = db.engine.url.database or ""
    return db.engine.dialect.name != "sqlite" or Path(file).exists()


def _newest() -> dict[str, str]:
    """Return the text of each setting; on a connection of its own, outside of any transaction."""
    rows = select(SiteSetting.name, SiteSetting.value).order_by(SiteSetting.id)
    with db.engine.connect() as connection:
        return {row.name: row.value for row in connection.execute(rows)}
