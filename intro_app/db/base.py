"""The base of all models, the type of every time, and the options with which each database is opened."""

import sqlite3
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, DateTime, Dialect, Engine, Enum, MetaData, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, registry
from sqlalchemy.types import TypeDecorator

from intro_app.db import sqlite
from intro_app.db.json_text import from_json


class UTCDateTime(TypeDecorator[datetime]):
    """A moment in UTC, alike on SQLite (which drops the time zone) and PostgreSQL (which converts it)."""

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
            ),  # stored as text, the same on both
        },
    )


class Model(MappedAsDataclass, _Base, kw_only=True, eq=False):
    """The base class of every table; its constructor takes keyword arguments, checked by mypy."""

    __abstract__ = True


db = SQLAlchemy(model_class=_Base, disable_autonaming=True)


def engine_options(url: str, *, pooled: bool = False) -> dict[str, Any]:
    """Return the options with which SQLAlchemy opens this database, so that reads need no transaction.

    `pooled` is behind pgbouncer, which lends a connection for one transaction. Nothing may then be set or
    prepared in a session: its configuration sets the limits (docs/deploy/pgbouncer).
    """
    connect: dict[str, Any]
    private: dict[str, Any] = {"hide_parameters": True}  # an error must not carry addresses into the log
    if make_url(url).get_backend_name() == "sqlite":
        connect = {"timeout": sqlite.PATIENCE, "check_same_thread": False}
        return private | {"json_deserializer": from_json, "connect_args": connect}
    if pooled:
        connect = {"prepare_threshold": None, "connect_timeout": 5}
        return private | {"isolation_level": "AUTOCOMMIT", "connect_args": connect}
    limits = "-c statement_timeout=5s -c idle_in_transaction_session_timeout=10s -c lock_timeout=5s"
    # No statement of ours runs for so long that to compile it would pay, or to start other processes for it;
    # for some either takes longer than the statement.
    plain = "-c jit=off -c max_parallel_workers_per_gather=0"
    durable = "-c synchronous_commit=on"  # a confirmed yes survives, whatever the server's default is
    connect = {"options": f"{limits} {plain} {durable}", "connect_timeout": 5}
    return private | {"isolation_level": "AUTOCOMMIT", "connect_args": connect}


@event.listens_for(Engine, "connect")
def _prepare(connection: object, _record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        sqlite.prepare(connection)


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if how := connection.get_execution_options().get("begin"):
        connection.exec_driver_sql(f"BEGIN {how}")
