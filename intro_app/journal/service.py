"""Writes the journal: the worker takes what the triggers noted, and writes each thing's present state."""

from datetime import UTC, datetime

from sqlalchemy import delete

from intro_app.config import Settings, settings
from intro_app.db import atomic, db, end_reading
from intro_app.journal import queries
from intro_app.journal.files import JournalFolder
from intro_app.journal.models import JournalEntry, JournalMark
from intro_app.journal.policy import Place


def journal_of(site: Settings) -> JournalFolder:
    """Return the journal of a site with these settings."""
    return JournalFolder(site.journal_folder, site.lasting_key)


def write_down(at: datetime) -> int:
    """Write what changed since into the journal; return how many lines.

    The file comes before the database: after a crash between the two a line stands there twice, which says
    the same. Raises OSError if the folder cannot be written to; what waits stays in the database.
    """
    if not queries.waiting():
        return 0
    journal = journal_of(settings())
    with journal.turn() as ours:
        if not ours:
            return 0
        end_reading()
        rows = queries.waiting()
        changes = [(kind, key, queries.facts_of(kind, key)) for _id, kind, key in rows]
        lines = [(kind, key, facts) for kind, key, facts in changes if facts is not None]
        mark = queries.place_now()
        place = journal.append(lines, mark, at) if lines else mark
        _settle([one[0] for one in rows], place, at)
        journal.forget(at.astimezone(UTC).date())
    return len(lines)


def _settle(ids: list[int], place: Place, at: datetime) -> None:
    with atomic():
        db.session.execute(delete(JournalEntry).where(JournalEntry.id.in_(ids)))
        if place.journal:
            set_mark(place, at)


def set_mark(place: Place, at: datetime) -> None:
    """Record how far the file goes."""
    with atomic():
        db.session.merge(JournalMark(id=1, journal=place.journal, line=place.line, written_at=at))


def forget_waiting() -> None:
    """Delete what was noted and not written, because the journal says it already."""
    with atomic():
        db.session.execute(delete(JournalEntry))


def begin_at_its_end(at: datetime) -> None:
    """Record that whatever the file says is over, as after a restore that could not use it."""
    last = journal_of(settings()).last()
    with atomic():
        db.session.execute(delete(JournalMark))
        if last is not None:
            set_mark(last.place, at)
