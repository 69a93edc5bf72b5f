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
    has_words: bool
    by: str


def version_of(kind: PageKind, locale: str, version: int) -> SitePage | None:
    """Return a version of a page that has words, or None."""
    wanted = select(SitePage).where(
        SitePage.kind == kind, SitePage.locale == locale, SitePage.version == version, SitePage.words != ""
    )
    return db.session.scalar(wanted)


def newest_version(kind: PageKind, locale: str) -> SitePage | None:
    """Return the version that holds, even one without words; None if the page was never written."""
    of_page = select(SitePage).where(SitePage.kind == kind, SitePage.locale == locale)
    return db.session.scalar(of_page.order_by(SitePage.version.desc()).limit(1))


def versions_of(kind: PageKind, locale: str) -> Sequence[PageVersion]:
    """Return every version of a page, the newest first, with who made it (empty for somebody who left)."""
    about = AuditEntry.about == "page:" + cast(SitePage.id, String)
    columns = SitePage.version, SitePage.change, SitePage.made_at, SitePage.words != "", Member.name
    rows = (
        select(*columns)
        .outerjoin(AuditEntry, about)
        .outerjoin(Member, Member.id == AuditEntry.actor_id)
        .where(SitePage.kind == kind, SitePage.locale == locale)
        .order_by(SitePage.version.desc())
    )
    found = db.session.execute(rows)
    return [PageVersion(number, change, at, bool(words), by or "") for number, change, at, words, by in found]
