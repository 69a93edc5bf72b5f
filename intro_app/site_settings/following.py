"""Follows the rows: reads them again every few seconds, and lays them over the environment's settings."""

import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from flask import Flask, current_app, request
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from intro_app.config import settings
from intro_app.config.on_page import ON_PAGE, ON_PAGE_KEY, Overlay
from intro_app.config.own_fields import FIELDS_KEY, DefinedField
from intro_app.db import db
from intro_app.site_settings.models import (
    OwnField,
    PageKind,
    SitePage,
    SiteSetting,
)
from intro_app.wording import LANGUAGES

# Within so many seconds every process knows what was changed by another.
EVERY = 5.0
# Where the application has the pages that there are.
PAGES_KEY = "site_settings.pages"


class PageWritten(NamedTuple):
    """The version of a page that holds in one language."""

    id: int
    kind: PageKind
    locale: str
    version: int
    change: str
    made_at: datetime


WrittenPages = dict[tuple[PageKind, str], PageWritten]


def follow_at_requests(app: Flask, locked: frozenset[str], *, changed_on: str) -> None:
    """Lay the page's settings over the others before each request; `locked` are named by the environment.

    Pages of the blueprint `changed_on` read the rows each time: whoever saved in one process is often shown
    the next page by another, and what is saved there is compared with what holds.
    """
    app.extensions[ON_PAGE_KEY] = Overlay(locked & frozenset(ON_PAGE))
    app.before_request(lambda: follow(app, at_once=request.blueprint == changed_on))


def follow(app: Flask, *, at_once: bool = False) -> None:
    """Read the rows, unless that was a moment ago. A database that is away changes nothing."""
    overlay: Overlay = app.extensions[ON_PAGE_KEY]
    is_recent = overlay.read_at is not None and time.monotonic() < overlay.read_at + EVERY
    if is_recent and not at_once:
        return
    overlay.read_at = time.monotonic()
    with suppress(SQLAlchemyError):
        if not _has_database():
            return
        texts, app.extensions[PAGES_KEY], app.extensions[FIELDS_KEY] = _newest()
        if overlay.take(texts):
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


def page_written(kind: PageKind, language: str) -> PageWritten | None:
    """Return the page for readers of a language: in theirs, in the site's, else in any; or None."""
    found: WrittenPages = current_app.extensions.get(PAGES_KEY, {})
    languages = (language, settings().site_language, *LANGUAGES)
    return next((found[kind, one] for one in languages if (kind, one) in found), None)


def pages_written(language: str) -> list[PageWritten]:
    """Return the pages that there are for readers of a language, in the order of the foot of a page."""
    return [page for kind in PageKind if (page := page_written(kind, language))]


def _newest() -> tuple[dict[str, str], WrittenPages, list[DefinedField]]:
    """Return the text of each setting, the pages and the fields, outside of any transaction."""
    rows = select(SiteSetting.name, SiteSetting.value).order_by(SiteSetting.id)
    newest = select(func.max(SitePage.id)).group_by(SitePage.kind, SitePage.locale)
    about = SitePage.id, SitePage.kind, SitePage.locale, SitePage.version, SitePage.change, SitePage.made_at
    pages = select(*about).where(SitePage.id.in_(newest), SitePage.words != "")
    columns = [getattr(OwnField, name) for name in DefinedField._fields]
    with db.engine.connect() as connection:
        texts = {row.name: row.value for row in connection.execute(rows)}
        found = [PageWritten(*row) for row in connection.execute(pages)]
        asked = [DefinedField(*row) for row in connection.execute(select(*columns).order_by(OwnField.id))]
    return texts, {(page.kind, page.locale): page for page in found}, asked
