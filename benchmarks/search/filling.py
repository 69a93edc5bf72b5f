"""Fill a table as fast as its database can: by COPY on PostgreSQL, in the order of the key on SQLite.

The first row is written by the model, so that the others have its defaults. Moments and lists are the
first's.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.engine.interfaces import DBAPIConnection

from intro_app.db import Model, db

Row = dict[str, Any]
Rows = Iterator[Row]
_BATCH = 20_000


def filled(name: str, rows: Rows) -> None:
    """Put the rows into the table with this name."""
    table = Model.metadata.tables[name]
    first = next(rows)
    with db.engine.begin() as connection:
        connection.execute(insert(table), first)
    if db.engine.dialect.name == "postgresql":
        _copied(table, _complete(table, first, rows))
    else:
        _inserted(table, _complete(table, first, rows))


def _complete(table: Table, first: Row, rows: Rows) -> Iterator[tuple[Any, ...]]:
    """Yield the rows with all columns, as the database holds them."""
    cast = "CAST({} AS text)" if db.engine.dialect.name == "postgresql" else "{}"
    held = ", ".join(cast.format(column.name) for column in table.columns)
    with db.engine.connect() as connection:
        stored = connection.exec_driver_sql(f"SELECT {held} FROM {table.name}").one()  # noqa: S608  # own names
    given = {name for name, value in first.items() if isinstance(value, (int, str))}
    columns = [(column.name, value) for column, value in zip(table.columns, stored, strict=True)]
    for row in rows:
        yield tuple(row[name] if name in given else value for name, value in columns)


def _copied(table: Table, rows: Iterator[tuple[Any, ...]]) -> None:
    key = table.primary_key
    columns = ", ".join(column.name for column in key)
    with db.engine.connect() as connection:
        raw: DBAPIConnection = connection.connection.driver_connection
        with raw.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0; SET maintenance_work_mem = '1GB'")
            is_large = table.name == "search_posting"
            if is_large:
                cursor.execute(f"ALTER TABLE {table.name} DROP CONSTRAINT {key.name}")
            with cursor.copy(f"COPY {table.name} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            if is_large:
                cursor.execute(f"ALTER TABLE {table.name} ADD CONSTRAINT {key.name} PRIMARY KEY ({columns})")
            cursor.execute("RESET statement_timeout")


def _inserted(table: Table, rows: Iterator[tuple[Any, ...]]) -> None:
    """Insert what comes unsorted by way of a table without order."""
    marks = ", ".join("?" for _ in table.columns)
    key = ", ".join(column.name for column in table.primary_key)
    is_large = table.name == "search_posting"
    into = "unsorted" if is_large else table.name
    with db.engine.connect() as connection:
        run = connection.exec_driver_sql
        if is_large:
            run(f"CREATE TEMP TABLE unsorted AS SELECT * FROM {table.name} LIMIT 0")  # noqa: S608  # own names
        run("BEGIN IMMEDIATE")
        while batch := list(islice(rows, _BATCH)):
            run(f"INSERT INTO {into} VALUES ({marks})", batch)  # noqa: S608  # as above
        if is_large:
            run(f"INSERT INTO {table.name} SELECT * FROM unsorted ORDER BY {key}")  # noqa: S608  # as above
        run("COMMIT")
        if is_large:
            run("DROP TABLE unsorted")
