"""The one way to commit: `atomic()`, a transaction for each use case."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from intro_app.db import sqlite
from intro_app.db.base import db
from intro_app.errors import BusyError, StaleError, UnsavedChangesError
from intro_app.wording import N_

# How a writing transaction begins on each database; reading ones stay in autocommit.
_WRITING: dict[str, dict[str, Any]] = {
    "sqlite": {"begin": "IMMEDIATE"},
    "postgresql": {"isolation_level": "READ COMMITTED"},
}


@contextmanager
def atomic() -> Iterator[None]:
    """Run one use case in one transaction: everything inside is kept, or nothing is.

    An inner call joins the outer transaction. What the session had read before is read again inside, under
    the lock, so that decisions rest on what is true now. Raises StaleError if someone else changed the same
    row first, BusyError if the database is locked, full or away, UnsavedChangesError if something was changed
    before it began, because reading again would throw that away.
    """
    session = db.session()
    if session.info.get("writing"):
        yield
        return
    end_reading()
    with _said_plainly(), _turn():
        session.info["writing"] = True
        try:
            session.connection(execution_options=_WRITING[db.engine.dialect.name])
            yield
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            del session.info["writing"]


def end_reading() -> None:
    """End the reading transaction, because what it saw may be old; the next query reads anew.

    Raises UnsavedChangesError if something was changed meanwhile.
    """
    session = db.session()
    _refuse_unsaved_changes(session)
    session.rollback()


def drop_deleted_pages() -> None:
    """Empty SQLite's write-ahead log, in which erased rows can still be read; PostgreSQL reuses its own.

    Raises BusyError while somebody reads an older state, so that the caller tries again.
    """
    if db.engine.dialect.name != "sqlite":
        return
    end_reading()
    with _said_plainly(), db.engine.connect() as connection:
        busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    if busy:
        raise BusyError("somebody reads what is being erased")


def rewrite_file() -> None:
    """Write SQLite's file anew, so that nothing of what stood in it before is left; PostgreSQL is left alone.

    Raises BusyError while somebody else uses it.
    """
    if db.engine.dialect.name != "sqlite":
        return
    end_reading()
    with _said_plainly(), db.engine.connect() as connection:
        connection.exec_driver_sql("VACUUM")
    drop_deleted_pages()


@event.listens_for(Session, "before_flush")
def _flush_only_inside_a_transaction(session: Session, _context: object, _instances: object) -> None:
    if not session.info.get("writing"):
        _refuse_unsaved_changes(session)


def _refuse_unsaved_changes(session: Session) -> None:
    """Raise UnsavedChangesError, which names the kinds of rows, if the session holds unsaved changes."""
    changed = {*session.new, *session.deleted, *(row for row in session.dirty if session.is_modified(row))}
    if not changed:
        return
    kinds = ", ".join(sorted({type(row).__name__ for row in changed}))
    session.rollback()
    raise UnsavedChangesError(
        f"{kinds}: changed outside atomic(). Make the change inside it, or it would be lost."
    )


def _turn() -> AbstractContextManager[None]:
    file = db.engine.url.database
    if db.engine.dialect.name != "sqlite" or not file or file == ":memory:":
        return nullcontext()
    return sqlite.turn_to_write(Path(file))


@contextmanager
def _said_plainly() -> Iterator[None]:
    try:
        yield
    except StaleDataError as problem:
        raise StaleError(
            N_("Someone else has just changed this. Please check it and try again.")
        ) from problem
    except DBAPIError as problem:
        if is_busy(problem):
            raise BusyError(str(problem.orig)) from problem
        raise


def is_busy(problem: DBAPIError) -> bool:
    """Whether the database was locked, full or away, rather than asked for something wrong."""
    return isinstance(problem, OperationalError) or problem.connection_invalidated
