"""Replays the journal into a restored database, so that it brings back neither the deleted nor the silenced.

First what had been sent, so that nothing is sent twice, then every change in its order; of each thing only
the last line counts. A line that fails is told and leaves the others alone.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, func, inspect, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from intro_app.audit.service import note
from intro_app.cli.restore import changes, sent_mail
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity.models import Session, SignIn
from intro_app.introductions.service.restoring import end_everything_open
from intro_app.journal.models import Restoration
from intro_app.journal.policy import JournalKind, Line, latest
from intro_app.journal.service import begin_at_its_end, forget_waiting, set_mark
from intro_app.outbox.models import OutboxMessage
from intro_app.outbox.policy import DropReason, dropped
from intro_app.outbox.queries import is_waiting
from intro_app.site_settings import SettingProposal

# Ids that were given since the backup stand in links and suppressions: new rows get ids far beyond them.
_LEAP = 100_000
_CANNOT = (SQLAlchemyError, DomainError, ValueError, KeyError, TypeError)


class Replayed(NamedTuple):
    """What a replay did; `until` is None if there was no journal."""

    until: datetime | None = None
    changes: int = 0
    closed: int = 0
    dropped: int = 0
    failed: Sequence[str] = ()


def replay(lines: Sequence[Line], at: datetime, heard: Callable[[int], None]) -> Replayed:
    """Bring the database to where the journal ends, and record it."""
    _leap()
    last = latest(lines)
    mails = [line for line in last if line.kind == JournalKind.SENT]
    done = _each(mails, sent_mail.record, heard)
    others = [line for line in last if line.kind != JournalKind.SENT]
    done += _each(others, changes.make, heard)
    until = lines[-1].at if lines else _backup_made_at()
    _end_sign_ins(at)
    _end_proposals()
    forget_waiting()
    if lines:
        set_mark(lines[-1].place, at)
    _finish(at, until)
    return Replayed(until, len(last), failed=done)


def without_journal(at: datetime) -> Replayed:
    """Close everything that was asking, and drop all e-mail that was waiting: nobody knows what was sent."""
    _leap()
    with atomic():
        waiting = update(OutboxMessage).where(is_waiting()).values(dropped(DropReason.CALLED_BACK, at))
        number = db.session.scalar(select(func.count()).select_from(OutboxMessage).where(is_waiting())) or 0
        db.session.execute(waiting)
    closed = end_everything_open(at)
    _end_sign_ins(at)
    _end_proposals()
    forget_waiting()
    begin_at_its_end(at)
    _finish(at, None)
    return Replayed(closed=closed, dropped=number)


def _each(lines: Iterable[Line], act: Callable[[Line], None], heard: Callable[[int], None]) -> list[str]:
    """Act on each line in a transaction of its own; return which failed, without a word of what they say."""
    failed = []
    for number, line in enumerate(lines, 1):
        try:
            with atomic():
                act(line)
        except _CANNOT as problem:
            failed.append(f"{line.place.line}, {line.kind} ({type(problem).__name__})")
        heard(number)
    return failed


def _leap() -> None:
    """Let no new row have an id that was given after the backup, to somebody who is not in it."""
    order = {"sqlite": _leap_on_sqlite, "postgresql": _leap_on_postgresql}
    with atomic():
        order[db.engine.dialect.name]()


def _leap_on_sqlite() -> None:
    db.session.execute(text("UPDATE sqlite_sequence SET seq = seq + :leap"), {"leap": _LEAP})


def _leap_on_postgresql() -> None:
    names = inspect(db.session.connection()).get_sequence_names()
    for name in names:
        leap = f'SELECT setval(\'"{name}"\', (SELECT last_value FROM "{name}") + {_LEAP})'  # noqa: S608 - our names
        db.session.execute(text(leap))


def _end_proposals() -> None:
    """End what waited to open the site to more people: it may have been withdrawn since."""
    with atomic():
        db.session.execute(delete(SettingProposal))


def _end_sign_ins(at: datetime) -> None:
    """End every session: some had been ended since, and nobody knows which. Drop links that lead nowhere."""
    old = is_waiting(), OutboxMessage.kind == "sign_in"
    with atomic():
        for table in (Session, SignIn):
            db.session.execute(delete(table))
        db.session.execute(update(OutboxMessage).where(*old).values(dropped(DropReason.CALLED_BACK, at)))


def _backup_made_at() -> datetime:
    made = select(Restoration.backup_made_at).order_by(Restoration.id.desc()).limit(1)
    return db.session.scalars(made).one()


def _finish(at: datetime, until: datetime | None) -> None:
    with atomic():
        restored = update(Restoration).where(Restoration.replayed_at.is_(None))
        done = restored.values(replayed_at=at, journal_until=until).returning(Restoration.id)
        for restoration_id in db.session.scalars(done).all():
            note(None, "site_restored", None, f"restoration:{restoration_id}", "", at)
