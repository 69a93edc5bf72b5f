"""How Alembic meets this site's database; Flask-Migrate runs it inside an application context.

There is no alembic.ini and no fileConfig: that would silence the site's own loggers.
"""

from typing import Any, Literal

from alembic import context
from flask import current_app
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, make_url

from intro_app.db import UTCDateTime

# Any number that no other program takes on the same PostgreSQL database.
_LOCK = 2008_0817
_AN_HOUR = 3_600_000  # in milliseconds


def _engine() -> Engine:
    engine = current_app.extensions["migrate"].db.engine
    assert isinstance(engine, Engine)
    return engine


def _direct_url() -> URL:
    """The database itself, past a pooler: the lock below is one of a session."""
    settings = current_app.extensions["settings"]
    return make_url(settings.direct_database) if settings.is_pooled else _engine().url


def _include(_object: object, name: str | None, kind: str, _reflected: bool, _compared: object) -> bool:
    """SQLite keeps a full-text index in tables of its own, which no model describes."""
    return not (kind == "table" and name is not None and "_fts" in name)


def _written(kind: str, item: object, _context: object) -> str | Literal[False]:
    """A migration stands alone for ever: it names the database's type, not a class that may move."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UTCDateTime) else False


def _options() -> dict[str, Any]:
    configured = current_app.extensions["migrate"]
    return {
        "target_metadata": configured.db.metadata,
        "include_object": _include,
        "render_item": _written,
        "transactional_ddl": True,  # both databases take a half-done migration back
        **configured.configure_args,
    }


def _prepare_sqlite(connection: Connection) -> None:
    """A table made anew is dropped first, and with foreign keys on its children would go with it.

    A second upgrade waits for the first, however long that takes, and then finds nothing to do.
    """
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {_AN_HOUR}")
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.commit()
    connection.execution_options(begin="IMMEDIATE")


def _prepare_postgresql(connection: Connection) -> None:
    """Two upgrades at once break each other: the second waits, then finds nothing to do."""
    connection.exec_driver_sql(f"SELECT pg_advisory_lock({_LOCK})")  # until this connection closes
    connection.commit()


def _refuse_orphans(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if orphans:
            raise RuntimeError(f"the migration leaves rows without their parents: {orphans[:5]}")


def _run() -> None:
    # A connection of its own, without the site's time limits: a migration may take as long as it takes.
    engine = create_engine(_direct_url(), poolclass=NullPool)
    with engine.connect() as connection:
        {"sqlite": _prepare_sqlite, "postgresql": _prepare_postgresql}[connection.dialect.name](connection)
        context.configure(connection=connection, **_options())
        with context.begin_transaction():
            context.run_migrations()
            _refuse_orphans(connection)


if context.is_offline_mode():
    context.configure(
        url=_engine().url.render_as_string(hide_password=False), literal_binds=True, **_options()
    )
    with context.begin_transaction():
        context.run_migrations()
else:
    _run()
