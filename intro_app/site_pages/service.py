"""Publishes versions of pages, and records who agreed to them or was told of them."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete

from intro_app.audit.service import note
from intro_app.config import settings
from intro_app.db import advisory_lock, atomic, db
from intro_app.errors import StaleError
from intro_app.identity.models import Member
from intro_app.site_pages.models import ConsentKind, PageConsent
from intro_app.site_pages.policy import AT_JOINING
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
) -> bool:
    """Make this the newest version of a page; without words, the page is taken away. Every version is kept.

    `begun_from` is the version that its writer saw. Return False when nothing differs from the newest one.
    Raises PageChangedSince.
    """
    with atomic():
        advisory_lock(f"page:{kind}:{locale}")
        newest = newest_version(kind, locale)
        version = newest.version if newest else 0
        if words == (newest.words if newest else ""):
            return False
        if version != begun_from:
            raise PageChangedSince
        made = SitePage(kind=kind, locale=locale, version=version + 1, words=words, change=change, made_at=at)
        db.session.add(made)
        db.session.flush()
        note(staff.id, "page_published", None, f"page:{made.id}", "", at)
    follow_at_once()
    return True


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
