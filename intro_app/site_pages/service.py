"""Publishes versions of pages, and records who agreed to them or was told of them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from intro_app.audit.service import note
from intro_app.config import settings
from intro_app.db import advisory_lock, atomic, db
from intro_app.errors import StaleError
from intro_app.identity.models import Member
from intro_app.reportable import ReportSubject
from intro_app.site_pages.models import ConsentKind, PageConsent
from intro_app.site_pages.policy import AT_JOINING, TITLES
from intro_app.site_pages.queries import newest_version
from intro_app.site_settings import PageKind, PageWritten, SitePage, follow_at_once, pages_written
from intro_app.wording import N_


class PageChangedSince(StaleError):
    """Somebody else published another version since this one was begun."""

    def __init__(self) -> None:
        super().__init__(
            N_("Someone has published another version since. Compare it with yours, then publish again.")
        )


def publish(
    kind: PageKind,
    locale: str,
    words: str,
    staff: Member,
    at: datetime,
    *,
    change: str = "",
    begun_from: int = 0,
    applies_at: datetime | None = None,
) -> bool:
    """Make this the newest version of a page; without words, the page is taken away. Every version is kept.

    With `applies_at`, the version before holds until then. `begun_from` is the version that its writer saw.
    Return False when nothing differs from the newest one. Raises PageChangedSince.
    """
    with atomic():
        version = _next_version(kind, locale, words, begun_from)
        if version is None:
            return False
        made = SitePage(
            kind=kind,
            locale=locale,
            version=version,
            words=words,
            change=change,
            made_at=at,
            applies_at=applies_at,
        )
        db.session.add(made)
        db.session.flush()
        note(staff.id, "page_published", None, f"page:{made.id}", "", at)
    follow_at_once()
    return True


def _next_version(kind: PageKind, locale: str, words: str, begun_from: int) -> int | None:
    """Return the number of the version to come; None when nothing differs. Raises PageChangedSince."""
    advisory_lock(f"page:{kind}:{locale}")
    newest = newest_version(kind, locale)
    version = newest.version if newest else 0
    if words == (newest.words if newest else ""):
        return None
    if version != begun_from:
        raise PageChangedSince
    return version + 1


def agree_at_joining(member: Member, at: datetime) -> None:
    """Record the versions in force that the newcomer had before them, in the caller's transaction."""
    pages = pages_written(member.locale or settings().site_language)
    for page in pages:
        if page.kind in AT_JOINING:
            _record(member, page, AT_JOINING[page.kind], at)


def put_away(member: Member, pages: Iterable[PageWritten], at: datetime) -> None:
    """Record that the member was told of these changes, so that nobody tells them again."""
    with atomic():
        for page in pages:
            _record(member, page, ConsentKind.TOLD, at)
        member.rules_seen_at = at


def erase_consents(member_id: int) -> None:
    """Erase what a member who leaves agreed to, in the caller's transaction."""
    db.session.execute(delete(PageConsent).where(PageConsent.member_id == member_id))


def _record(member: Member, page: PageWritten, how: ConsentKind, at: datetime) -> None:
    db.session.add(PageConsent(member_id=member.id, page_id=page.id, how=how, at=at))


class SiteWordsSource:
    """The site's own words and logo: staff change them themselves, so nothing is taken down here."""

    def seen_by(self, public_id: str, reader_id: int, at: datetime) -> ReportSubject | None:  # noqa: ARG002 - as for all
        """Return the name, front text and logo of the site, or one of its written pages; else None."""
        if public_id == "site":
            site = settings()
            parts = [
                (N_("Name"), site.site_name),
                (N_("Front page"), site.front_text),
                (N_("Line over e-mails"), site.mail_header),
                (N_("Line under e-mails"), site.mail_footer),
                (N_("Logo"), site.logo),
            ]
            return ReportSubject(id=0, author_id=None, author=site.site_name, parts=parts)
        page = _version_that_holds(public_id)
        if page is None:
            return None
        site_name, title = settings().site_name, TITLES[page.kind]
        return ReportSubject(id=page.id, author_id=None, author=site_name, parts=[(title, page.words)])

    def take_down(self, subject_id: int, at: datetime) -> dict[str, Any]:  # noqa: ARG002 - as for all
        """Nothing."""
        return {}

    def put_back(self, subject_id: int, kept: Mapping[str, Any], at: datetime) -> None:
        """Nothing."""


def _version_that_holds(public_id: str) -> SitePage | None:
    """Return the newest version of the page `imprint-de`, or None."""
    kind, _dash, locale = public_id.partition("-")
    return newest_version(PageKind(kind), locale) if kind in set(PageKind) else None
