# ruff: noqa: S608  # the names are those of our tables
"""Makes a small site large inside its database: everybody again, with all that is theirs, under other ids.

Triggers are put off meanwhile: what they would refuse was right once, and is the same again.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import BigInteger, Column, Connection, Integer, String, Table, UniqueConstraint, text

from intro_app.db import Model, db

# A table grows to so many rows, and those by which members and their introductions are found to more.
_MOST, MEMBERS = 20_000, 100_000
_OF_MEMBERS = {"member", "door", "door_sign", "search_entry", "introduction", "ask", "search_posting"}
# What belongs to the site or to its staff; tokens and words of a search are the same for everybody.
_OF_THE_SITE = (
    *("audit_", "journal_", "key_check", "site_", "worker_", "staff", "passkey", "periodic_"),
    *("search_token", "search_word"),
)
_ROUND = 2**62
# Copies are spread over the wheel; those of a further turn stand one beside, since a sum may have 63 bits.
_TURNS = 6000
# Copies of a few rows for the same members are part of the small site, so their ids are nearer.
_SMALL_STEP = 40
_ROWS_AT_ONCE = 100_000
_ON_SQLITE, _ON_POSTGRESQL = (
    ("PRAGMA foreign_keys = off", "PRAGMA synchronous = off"),
    ("SET session_replication_role = replica", "SET statement_timeout = 0"),
)


class Copying(NamedTuple):
    """How a table is copied: so often, with these columns shifted by so much, those rows only."""

    table: Table
    times: int
    shifted: frozenset[str]
    step: int
    among: str = ""

    @property
    def is_possible(self) -> bool:
        """Whether each copy can differ from the others: a month, say, is there once."""
        return all(isinstance(self.table.columns[name].type, String) for name in self.distinct)

    def statements(self, at_once: int) -> Iterator[str]:
        """Yield the statements that do it, on either database, each with so many copies at most."""
        for first in range(1, self.times + 1, at_once):
            yield self._statement(first, min(first + at_once - 1, self.times))

    def _statement(self, first: int, last: int) -> str:
        """Return a statement in which `n.g` counts the copies."""
        columns = ", ".join(column.name for column in self.table.columns)
        copied = ", ".join(self._copied(column) for column in self.table.columns)
        numbers = f"n(g) AS (SELECT {first} UNION ALL SELECT g + 1 FROM n WHERE g < {last})"
        found = f"SELECT {copied} FROM {self.table.name} CROSS JOIN n {self._originals()}"
        return f"INSERT INTO {self.table.name} ({columns}) WITH RECURSIVE {numbers} {found}"

    def _originals(self) -> str:
        """Return what keeps copies of earlier statements out."""
        if self.among:
            return self.among
        found = [f"coalesce({self.table.name}.{name}, 0) <= {self.step}" for name in sorted(self.shifted)]
        return f"WHERE {' AND '.join(found)}" if found else ""

    def _copied(self, column: Column[object]) -> str:
        name = f"{self.table.name}.{column.name}"
        if column.name in self.shifted:
            return f"{name} + n.g * {self.step}"
        if column.name == "wheel":
            turns = f"n.g / {_TURNS}"
            place = f"({name} + (n.g - {turns} * {_TURNS}) * {_ROUND // _TURNS} + {turns})"
            return f"{place} - {place} / {_ROUND} * {_ROUND}"
        if column.name == "public_id":
            return self._public_id(name)
        if isinstance(column.type, String) and column.name in self.distinct:
            return f"{name} || '-{self.step}-' || n.g"
        return name

    def _public_id(self, name: str) -> str:
        """Return one of the same length; the count stands at another end than in copies of a few rows."""
        if self.step == _SMALL_STEP:
            return f"substr({name}, 1, 17) || '-' || substr(CAST(10000 + n.g AS text), 2)"
        return f"substr(CAST(100000000 + n.g AS text), 2) || '-' || substr({name}, 10)"

    @property
    def distinct(self) -> set[str]:
        """Columns that must differ from copy to copy, since nothing beside them in their key does."""
        keys = [
            *(one.columns.keys() for one in self.table.constraints if isinstance(one, UniqueConstraint)),
            *(one.columns.keys() for one in self.table.indexes if one.unique),
            self.table.primary_key.columns.keys(),
        ]
        different = {*self.shifted, "wheel"}
        return {name for key in keys if not different.intersection(key) for name in key}


def multiply(members: int = MEMBERS, told: Callable[[int], object] = lambda _rows: None) -> None:
    """Copy everybody until there are so many members, and let the database count its rows.

    `told` hears now and then how many rows have been added. On PostgreSQL it needs a superuser.
    """
    added, copyings = 0, dict[str, Copying]()
    with db.engine.connect() as connection, _unchecked(connection):
        step = _step(connection)
        for table in Model.metadata.sorted_tables:
            if copying := _copying(connection, table, members, step, copyings):
                copyings[table.name] = copying
        for copying in copyings.values():
            for rows in _copies(connection, copying):
                added += rows
                told(added)
        connection.exec_driver_sql("ANALYZE")


def copy_rows(table: str, among: str, shifted: frozenset[str], times: int) -> None:
    """Copy some rows so often, for the same members."""
    copying = Copying(Model.metadata.tables[table], times, shifted, _SMALL_STEP, f"WHERE {among}")
    with db.engine.connect() as connection, _unchecked(connection):
        for statement in copying.statements(times):
            connection.exec_driver_sql(statement)


def _copying(
    connection: Connection, table: Table, members: int, step: int, there: Mapping[str, Copying]
) -> Copying | None:
    """Return how a table is copied: no more often than what its rows belong to."""
    rows = connection.execute(text(f"SELECT count(*) FROM {table.name}")).scalar_one()
    if not rows or table.name.startswith(_OF_THE_SITE):
        return None
    most = members if table.name in _OF_MEMBERS else min(_MOST, members)
    owners = {key.column.table.name for key in table.foreign_keys} - {table.name}
    times = min([most // rows, *(there[owner].times for owner in owners & there.keys())])
    copying = Copying(table, times, _ids(table, there), step)
    return copying if times and copying.is_possible else None


def _copies(connection: Connection, copying: Copying) -> Iterator[int]:
    """Copy a table; yield how many rows each statement added."""
    rows = connection.execute(text(f"SELECT count(*) FROM {copying.table.name}")).scalar_one()
    # Only where a copy is known by its ids can a later statement tell it from what it is to copy.
    at_once = max(1, _ROWS_AT_ONCE // rows) if copying.shifted else copying.times
    for statement in copying.statements(at_once):
        yield connection.exec_driver_sql(statement).rowcount
    if copying.table.name == "search_posting":
        connection.exec_driver_sql(f"UPDATE search_token SET members = members * {copying.times + 1}")


def _ids(table: Table, there: Mapping[str, Copying]) -> frozenset[str]:
    """Return the ids of copies that differ: not those of rows that are there once."""
    numbers = (column for column in table.columns if isinstance(column.type, (Integer, BigInteger)))
    ids = [one for one in numbers if one.name == "id" or one.name.endswith("_id")]
    owners = {one.name: {key.column.table.name for key in one.foreign_keys} for one in ids}
    return frozenset(name for name, theirs in owners.items() if theirs <= {table.name, *there})


def _step(connection: Connection) -> int:
    """Return by how much ids of copies are larger: thousands above the highest id of the small site."""
    named = (table.name for table in Model.metadata.sorted_tables if "id" in _ids(table, {}))
    highest = (f"(SELECT max(id) FROM {name})" for name in named)
    found = connection.exec_driver_sql(f"SELECT {', '.join(highest)}").one()
    return (max(one or 0 for one in found) // 1000 + 1) * 1000


@contextmanager
def _unchecked(connection: Connection) -> Iterator[None]:
    """Run statements in one transaction, without triggers and foreign keys; those are back afterwards."""
    is_sqlite = connection.dialect.name == "sqlite"
    for statement in _ON_SQLITE if is_sqlite else _ON_POSTGRESQL:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql("BEGIN")
    try:
        triggers = _drop_triggers(connection) if is_sqlite else []
        yield
        for statement in triggers or _next_ids(connection):
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("COMMIT")
    finally:
        connection.invalidate()  # what was set above goes with the connection


def _drop_triggers(connection: Connection) -> list[str]:
    """Drop all triggers of SQLite; return the statements that make them again."""
    found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    for name, _made_by in found:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    return [made_by for _name, made_by in found]


def _next_ids(connection: Connection) -> Iterator[str]:
    """Yield the statements after which PostgreSQL counts on from the highest id."""
    if connection.dialect.name != "postgresql":
        return
    for table in Model.metadata.sorted_tables:
        if (
            "id" in table.columns
            and connection.exec_driver_sql(f"SELECT pg_get_serial_sequence('{table.name}', 'id')").scalar()
        ):
            highest = f"(SELECT coalesce(max(id), 0) + 1 FROM {table.name})"
            yield f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), {highest}, false)"
