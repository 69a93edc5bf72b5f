"""How Alembic meets this site's database; Flask-Migrate runs it inside an application context.

There is no alembic.ini and no fileConfig: that would silence the site's own loggers.
"""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, Engine

# Any number that no other program takes on the same PostgreSQL database.
_LOCK = 2008_0817


def _engine() -> Engine:
    engine = current_app.extensions["migrate"].db.engine
    assert isinstance(engine, Engine)
    return engine


def _include(_object: object, name: str | None, kind: str, _reflected: bool, _compared: object) -> bool:
    """SQLite keeps a full-text index in tables of its own, which no model describes."""
    return not (kind == "table" and name is not None and "_fts" in name)


def _options() -> dict[str, Any]:
    configured = current_app.extensions["migrate"]
    return {
        "target_metadata": configured.db.metadata,
        "include_object": _include,
        "transactional_ddl": True,  # both databases take a half-done migration back
        **configured.configure_args,
    }


def _prepare_sqlite(connection: Connection) -> None:
    """A table made anew is dropped first, and with foreign keys on its children would go with it."""
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.commit()
    connection.execution_options(begin="IMMEDIATE")


def _prepare_postgresql(connection: Connection) -> None:
    """Two upgrades at once break each other: the second waits, then finds nothing to do."""
    for setting in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
        connection.exec_driver_sql(f"SET {setting} = 0")  # a migration may take as long as it takes
    connection.exec_driver_sql(f"SELECT pg_advisory_lock({_LOCK})")  # until this connection closes
    connection.commit()
    connection.execution_options(isolation_level="READ COMMITTED")


def _refuse_orphans(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if orphans:
            raise RuntimeError(f"the migration leaves rows without their parents: {orphans[:5]}")


def _run(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.detach()  # its settings and its lock end with it
        {"sqlite": _prepare_sqlite, "postgresql": _prepare_postgresql}[connection.dialect.name](connection)
        context.configure(connection=connection, **_options())
        with context.begin_transaction():
            context.run_migrations()
            _refuse_orphans(connection)


if context.is_offline_mode():
    context.configure(url=_engine().url.render_as_string(hide_password=False), literal_binds=True, **_options())
    with context.begin_transaction():
        context.run_migrations()
else:
    _run(_engine())
