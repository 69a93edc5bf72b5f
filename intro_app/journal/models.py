"""The tables behind the journal: what is not in its file yet, how far the file goes, and restores."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.db.partial_index import partial_index


class JournalEntry(Model):
    """A change that the worker still has to write into the journal's file; triggers add it with the change.

    It names what changed and not how: the worker writes down how that is now.
    """

    __tablename__ = "journal_entry"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    kind: Mapped[str]
    key: Mapped[str]


class JournalMark(Model):
    """The last line that was written into the journal; there is one row, or none yet."""

    __tablename__ = "journal_mark"

    id: Mapped[int] = mapped_column(primary_key=True)
    journal: Mapped[str]
    line: Mapped[int]
    written_at: Mapped[datetime]


class Restoration(Model, kw_only=True):
    """A restore of this database. Until it is released the site is held: pages answer, nothing is sent.

    Without `replayed_at` it was interrupted, and nothing starts. Without `journal_until` there was no
    journal, so that everything that was asking was closed.
    """

    __tablename__ = "restoration"
    __table_args__ = (
        partial_index("ix_restoration_held", "released_at IS NULL", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    backup_made_at: Mapped[datetime]
    restored_at: Mapped[datetime]
    journal_until: Mapped[datetime | None] = mapped_column(default=None)
    replayed_at: Mapped[datetime | None] = mapped_column(default=None)
    released_at: Mapped[datetime | None] = mapped_column(default=None)
