"""Take along: ask for an archive, have the worker make it, and fetch it within a day."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select

from intro_app import links
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.outbox import post
from intro_app.periodic import run_each
from intro_app.privacy import emails, queries
from intro_app.privacy.archives import archive_of
from intro_app.privacy.models import ARCHIVE_LIVES, Archive
from intro_app.wording import N_

_SEAL = "archive"
_IS_OLD = Archive.made_at <= bindparam("made_before")
_FIRST_OLD_ARCHIVE = select(Archive.member_id).where(_IS_OLD).limit(1)
_OLD_ARCHIVES = delete(Archive).where(_IS_OLD)


def ask_for_archive(member_id: int, at: datetime) -> None:
    """Ask for an archive. Raises DomainError if one was asked for in the last 24 hours."""
    with atomic():
        there = queries.locked_archive(member_id)
        if there is not None and at < there.asked_at + ARCHIVE_LIVES:
            raise DomainError(N_("You can ask for one archive a day."))
        if there is not None:
            db.session.delete(there)
            db.session.flush()
        db.session.add(Archive(member_id=member_id, asked_at=at))


def make_archives(at: datetime) -> int:
    """Make the archives that people wait for, and tell each by e-mail; return how many."""
    return run_each("privacy.make_archives", queries.archives_to_make(), _make, at)


def forget_archives(at: datetime) -> None:
    """Delete archives after their day."""
    given = {"made_before": at - ARCHIVE_LIVES}
    if db.session.scalar(_FIRST_OLD_ARCHIVE, given) is not None:
        with atomic():
            db.session.execute(_OLD_ARCHIVES, given)


def fetch(key: str, member_id: int, at: datetime) -> bytes | None:
    """Return the archive behind a link; None unless it is this member's own and its day is not over."""
    there = queries.archive_of(member_id)
    if there is None or there.made_at is None or links.unseal(_SEAL, key) != _sealed(there):
        return None
    return there.content if at < there.made_at + ARCHIVE_LIVES + timedelta(minutes=2) else None


def _make(member_id: int, at: datetime) -> bool:
    there = queries.locked_archive(member_id)
    if there is None or there.made_at is not None:
        return False
    member = db.session.get_one(Member, member_id)
    there.content, there.made_at = archive_of(member, at), at
    post(emails.archive_ready(member, links.seal(_SEAL, _sealed(there)), at + ARCHIVE_LIVES), at=at)
    return True


def _sealed(archive: Archive) -> list[object]:
    return [archive.member_id, archive.asked_at.isoformat()]
