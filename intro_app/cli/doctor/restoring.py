"""The doctor's checks of backups, of the journal, and whether the site is held after a restore."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import exists, select

from intro_app import periodic
from intro_app.cli.database import HALF_RESTORED
from intro_app.cli.doctor.findings import Finding, known, well, wrong
from intro_app.config import Settings
from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.journal.policy import Place
from intro_app.journal.queries import mark, number_waiting, restoration
from intro_app.journal.service import journal_of
from intro_app.organising.health.policy import BACKUP_IS_OLD

# More than this many changes never wait while a worker runs and can write.
_MANY = 1000
_EVERY_NIGHT = "Let a timer run `intro backup` and `intro backup verify` every night."
_LOST = (
    "The journal in %s %s. Backups made before this moment can only be restored without it. "
    "The worker begins a new one: make a new backup soon."
)


def backups(settings: Settings, at: datetime) -> Iterator[Finding]:
    """Check that a backup was opened lately and found complete; a site without people has nothing to lose."""
    last = periodic.last_verified_backup()
    lacking = wrong if settings.secure else known  # not where somebody only tries the site
    if last is None:
        if db.session.scalar(select(exists().where(Member.left_at.is_(None)))):
            yield lacking(f"No backup has been checked yet. {_EVERY_NIGHT}")
    elif at - last > BACKUP_IS_OLD:
        yield lacking(f"The last checked backup is of {last:%Y-%m-%d %H:%M} UTC. {_EVERY_NIGHT}")
    else:
        yield well(f"A backup was checked at {last:%Y-%m-%d %H:%M} UTC.")


def held(_settings: Settings) -> Iterator[Finding]:
    """Say whether the site is held after a restore."""
    found = restoration()
    if found is None or found.released_at is not None:
        return
    if found.replayed_at is None:
        yield wrong(HALF_RESTORED)
        return
    yield wrong(
        f"The site was restored at {found.restored_at:%Y-%m-%d %H:%M} UTC and is held: only codes "
        "are sent, and nothing is connected or closed. Run `intro restore --release` after a look at it."
    )


def journal(settings: Settings) -> Iterator[Finding]:
    """Check that the journal is there, goes as far as it should, and can be written to."""
    if not _can_be_written(settings.journal_folder):
        yield wrong(f"This user can't write the journal to {settings.journal_folder}.")
        return
    found, waiting = mark(), number_waiting()
    if waiting > _MANY:
        yield wrong(f"The journal is behind: {waiting:,} changes are not in it. The worker's log says why.")
    if found is None:
        yield known("There is no journal yet. The worker begins it with the first change that belongs there.")
        return
    last = journal_of(settings).last()
    if last is None:
        yield wrong(_LOST % (settings.journal_folder, "is missing, or was written with another key"))
    elif last.place < Place(found.journal, found.line) or last.place.journal != found.journal:
        yield wrong(_LOST % (settings.journal_folder, "lacks its last lines"))
    else:
        yield well(f"The journal in {settings.journal_folder} goes to {last.at:%Y-%m-%d %H:%M} UTC.")


def _can_be_written(folder: Path) -> bool:
    """Whether this user can write into the folder, or make it."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return os.access(folder, os.W_OK | os.X_OK)
