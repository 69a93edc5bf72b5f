"""The database: one base for all models, one type for time, and one way to commit."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, DateTime, Dialect, Engine, Enum, MetaData, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, Session, registry
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.types import TypeDecorator

from intro_app import sqlite
from intro_app.errors import BusyError, StaleError, UnsavedChangesError
from intro_app.wording import N_


class UTCDateTime(TypeDecorator[datetime]):
    """A moment in UTC, the same on SQLite (which forgets the zone) and PostgreSQL (which changes it)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone: every moment here is aware")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class _Base(DeclarativeBase):
    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            datetime: UTCDateTime(),
            dict[str, Any]: JSON(),
            list[str]: JSON(),
            StrEnum: Enum(
                StrEnum,
                native_enum=False,
                length=20,
                values_callable=lambda words: [str(w.value) for w in words],
            ),  # a word, the same on both
        },
    )


class Model(MappedAsDataclass, _Base, kw_only=True, eq=False):
    """What every table's class inherits; its constructor takes keyword arguments, checked by mypy."""

    __abstract__ = True


db = SQLAlchemy(model_class=_Base, disable_autonaming=True)

# How a writing transaction begins on each database; reading ones stay in autocommit.
_WRITING: dict[str, dict[str, Any]] = {
    "sqlite": {"begin": "IMMEDIATE"},
    "postgresql": {"isolation_level": "READ COMMITTED"},
}


def engine_options(url: str) -> dict[str, Any]:
    """What SQLAlchemy must know to open this database: keep connections, read without transactions."""
    private = {"hide_parameters": True}  # an error must not carry addresses into the log
    if make_url(url).get_backend_name() == "sqlite":
        return private | {"connect_args": {"timeout": sqlite.PATIENCE, "check_same_thread": False}}
    limits = "-c statement_timeout=5s -c idle_in_transaction_session_timeout=10s -c lock_timeout=5s"
    durable = (
        "-c synchronous_commit=on"  # a yes that was confirmed survives, whatever the server's default is
    )
    connect = {"options": f"{limits} {durable}", "connect_timeout": 5}
    return private | {"isolation_level": "AUTOCOMMIT", "connect_args": connect}


@event.listens_for(Engine, "connect")
def _prepare(connection: object, _record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        sqlite.prepare(connection)


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if how := connection.get_execution_options().get("begin"):
        connection.exec_driver_sql(f"BEGIN {how}")


@contextmanager
def atomic() -> Iterator[None]:
    """One use case, one transaction: everything inside is kept, or nothing is.

    An inner one joins the outer. What the session had read before is read again inside, under the
    lock, so that decisions stand on what is true now. Raises StaleError when someone else changed
    the same row first, BusyError when the database is locked, full or away, UnsavedChangesError when
    something was changed before it began: reading again would throw that away.
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
    """End the reading transaction: what it saw may be old, and what is asked next is read anew.

    Raises UnsavedChangesError when something was changed meanwhile.
    """
    session = db.session()
    _refuse_unsaved_changes(session)
    session.rollback()


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
        raise StaleError(N_("Someone else changed this a moment ago. Please look again.")) from problem
    except DBAPIError as problem:
        if is_busy(problem):
            raise BusyError(str(problem.orig)) from problem
        raise


def is_busy(problem: DBAPIError) -> bool:
    """Whether the database was locked, full or away, rather than asked for something wrong."""
    return isinstance(problem, OperationalError) or problem.connection_invalidated
