"""Queries on the pages: one version, and all of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import String, cast, select

from intro_app.audit.models import AuditEntry
from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.site_settings import PageKind, SitePage


class PageVersion(NamedTuple):
    """One version in a list; `by` is empty for somebody who left."""

    version: int
    change: str
    made_at: datetime
    applies_at: datetime | None
    has_words: bool
    by: str


def version_of(kind: PageKind, locale: str, version: int) -> SitePage | None:
    """Return a version of a page that has words, or None."""
    wanted = select(SitePage).where(
        SitePage.kind == kind, SitePage.locale == locale, SitePage.version == version, SitePage.words != ""
    )
    return db.session.scalar(wanted)


def words_before(page: SitePage) -> str:
    """Return the text of the version before this one, "" if there was none."""
    earlier = select(SitePage.words).where(
        SitePage.kind == page.kind, SitePage.locale == page.locale, SitePage.version == page.version - 1
    )
    return db.session.scalar(earlier) or ""


def newest_version(kind: PageKind, locale: str) -> SitePage | None:
    """Return the version that holds, even one without words; None if the page was never written."""
    of_page = select(SitePage).where(SitePage.kind == kind, SitePage.locale == locale)
    return db.session.scalar(of_page.order_by(SitePage.version.desc()).limit(1))


def versions_of(kind: PageKind, locale: str) -> Sequence[PageVersion]:
    """Return every version of a page, the newest first, with who made it (empty for somebody who left)."""
    about = AuditEntry.about == "page:" + cast(SitePage.id, String)
    about_it = SitePage.version, SitePage.change, SitePage.made_at, SitePage.applies_at
    columns = *about_it, SitePage.words != "", Member.name
    rows = (
        select(*columns)
        .outerjoin(AuditEntry, about)
        .outerjoin(Member, Member.id == AuditEntry.actor_id)
        .where(SitePage.kind == kind, SitePage.locale == locale)
        .order_by(SitePage.version.desc())
    )
    found = db.session.execute(rows)
    return [
        PageVersion(number, change, made_at, applies_at, bool(words), by or "")
        for number, change, made_at, applies_at, words, by in found
    ]
