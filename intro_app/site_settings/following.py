"""Follows the rows: reads them again every few seconds, and lays them over the environment's settings."""

import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from flask import Flask, current_app, request
from sqlalchemy import func, or_, select
from sqlalchemy.exc import SQLAlchemyError

from intro_app.clock import now
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
# And those that were published and will hold from a later day.
COMING_KEY = "site_settings.pages_to_come"


class PageWritten(NamedTuple):
    """The version of a page that holds in one language, or that will."""

    id: int
    kind: PageKind
    locale: str
    version: int
    change: str
    made_at: datetime
    applies_at: datetime | None = None


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
        texts, app.extensions[FIELDS_KEY] = _newest()
        app.extensions[PAGES_KEY], app.extensions[COMING_KEY] = _newest_pages(now())
        if overlay.take(texts):
            app.jinja_env.globals["site_name"] = overlay.over(app.extensions["settings"]).site_name


def follow_at_once() -> None:
    """Read the rows now, because this process has just changed one."""
    follow(current_app, at_once=True)


def locked_settings() -> frozenset[str]:
    """Return which settings of the page the environment names, and so cannot be changed there."""
    overlay: Overlay = current_app.extensions[ON_PAGE_KEY]
    return overlay.locked


def text_on_page(name: str) -> str | None:
    """Return the text of a row that is no setting of the environment; None if it was never stored."""
    overlay: Overlay = current_app.extensions[ON_PAGE_KEY]
    return overlay.texts.get(name)


def _has_database() -> bool:
    """Return whether there is one; to connect to an SQLite file that is missing would make it."""
    file = db.engine.url.database or ""
    return db.engine.dialect.name != "sqlite" or Path(file).exists()


def page_written(kind: PageKind, language: str) -> PageWritten | None:
    """Return the page for readers of a language: in theirs, in the site's, else in any; or None."""
    return _in_first(_order_of(language), kind, current_app.extensions.get(PAGES_KEY, {}))


def page_to_come(kind: PageKind, locale: str) -> PageWritten | None:
    """Return the version of a page in this language that will hold from a later day, or None."""
    coming: WrittenPages = current_app.extensions.get(COMING_KEY, {})
    return coming.get((kind, locale))


def pages_written(language: str) -> list[PageWritten]:
    """Return the pages that there are for readers of a language, in the order of the foot of a page."""
    found: WrittenPages = current_app.extensions.get(PAGES_KEY, {})
    if not found:
        return []
    order = _order_of(language)
    return [page for kind in PageKind if (page := _in_first(order, kind, found))]


def _order_of(language: str) -> tuple[str, ...]:
    """Return the languages in which such a reader is shown a page, the best first."""
    return language, settings().site_language, *LANGUAGES


def _in_first(languages: tuple[str, ...], kind: PageKind, found: WrittenPages) -> PageWritten | None:
    return next((found[kind, one] for one in languages if (kind, one) in found), None)


def _newest_pages(at: datetime) -> tuple[WrittenPages, WrittenPages]:
    """Return the pages that hold, and those that will, outside of any transaction."""
    columns = [getattr(SitePage, name) for name in PageWritten._fields]
    newest = select(func.max(SitePage.id)).group_by(SitePage.kind, SitePage.locale)
    holds = or_(SitePage.applies_at.is_(None), SitePage.applies_at <= at)
    with db.engine.connect() as connection:
        there, last = (
            [
                PageWritten(*row)
                for row in connection.execute(
                    select(*columns).where(SitePage.id.in_(ids), SitePage.words != "")
                )
            ]
            for ids in (newest.where(holds), newest)
        )
    coming = [page for page in last if page.applies_at is not None and page.applies_at > at]
    return {(one.kind, one.locale): one for one in there}, {(one.kind, one.locale): one for one in coming}


def _newest() -> tuple[dict[str, str], list[DefinedField]]:
    """Return the text of each setting and the fields, outside of any transaction."""
    rows = select(SiteSetting.name, SiteSetting.value).order_by(SiteSetting.id)
    columns = [getattr(OwnField, name) for name in DefinedField._fields]
    with db.engine.connect() as connection:
        texts = {row.name: row.value for row in connection.execute(rows)}
        asked = [DefinedField(*row) for row in connection.execute(select(*columns).order_by(OwnField.id))]
    return texts, asked
