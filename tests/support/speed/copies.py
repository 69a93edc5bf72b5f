# the names are those of our tables
"""Make a small site large inside its database: everybody again, with all that is theirs, under other ids.

Triggers are put off meanwhile: what they would refuse was right once, and is the same again.
"""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import BigInteger, Column, Connection, Integer, String, Table, UniqueConstraint, text

from intro_app.db import Model, db

# Copies of everybody's ids are so far apart: the small site has fewer rows in any table. Copies of a few rows
# for the same members are part of the small site.
_STEP, _SMALL_STEP = 1000, 40
# A table grows to so many rows, and those by which members and their introductions are found to more.
_MOST, MEMBERS = 20_000, 100_000
_OF_MEMBERS = {"member", "door", "door_sign", "search_entry", "introduction", "ask", "search_posting"}
# What belongs to the site or to its staff; tokens and words of a search are the same for everybody.
_OF_THE_SITE = ("audit_", "site_", "worker_", "staff", "passkey", "periodic_", "search_token", "search_word")
_ROUND = 2**62


class Copying(NamedTuple):
    """How a table is copied: so often, with these columns shifted, those rows only."""

    table: Table
    times: int
    shifted: frozenset[str]
    among: str = ""
    step: int = _STEP

    @property
    def is_possible(self) -> bool:
        """Whether each copy can differ from the others: a month, say, is there once."""
        return all(isinstance(self.table.columns[name].type, String) for name in self.distinct)

    @property
    def statement(self) -> str:
        """The statement that does it, on either database; `n.g` counts the copies."""
        columns = ", ".join(column.name for column in self.table.columns)
        copied = ", ".join(self._copied(column) for column in self.table.columns)
        numbers = f"n(g) AS (SELECT 1 UNION ALL SELECT g + 1 FROM n WHERE g < {self.times})"
        found = f"SELECT {copied} FROM {self.table.name} CROSS JOIN n {self.among}"
        return f"INSERT INTO {self.table.name} ({columns}) WITH RECURSIVE {numbers} {found}"

    def _copied(self, column: Column[object]) -> str:
        name = f"{self.table.name}.{column.name}"
        if column.name in self.shifted:
            return f"{name} + n.g * {self.step}"
        if column.name == "wheel":
            place = f"({name} + n.g * {_ROUND // 6000})"
            return f"{place} - {place} / {_ROUND} * {_ROUND}"
        if isinstance(column.type, String) and column.name in self.distinct:
            return f"{name} || '-{self.step}-' || n.g"
        return name

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


def multiplied(members: int = MEMBERS) -> None:
    """Copy everybody until there are so many members, and let the database count its rows."""
    with db.engine.connect() as connection:
        for statement in (*_without_triggers(connection), "BEGIN"):
            connection.exec_driver_sql(statement)
        for table in Model.metadata.sorted_tables:
            if not table.name.startswith(_OF_THE_SITE):
                _copy(connection, table, members)
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("ANALYZE")


def again(table: str, among: str, shifted: frozenset[str], times: int) -> None:
    """Copy some rows so often, for the same members."""
    with db.engine.connect() as connection:
        statements = Copying(
            Model.metadata.tables[table], times, shifted, f"WHERE {among}", _SMALL_STEP
        ).statement
        for statement in (*_without_triggers(connection), statements):
            connection.exec_driver_sql(statement)


def _copy(connection: Connection, table: Table, members: int) -> None:
    rows = connection.execute(text(f"SELECT count(*) FROM {table.name}")).scalar_one()
    most = members if table.name in _OF_MEMBERS else min(_MOST, members)
    copying = Copying(table, most // max(rows, 1), _ids(table))
    if rows and copying.times and copying.is_possible:
        connection.exec_driver_sql(copying.statement)
        if table.name == "search_posting":
            connection.exec_driver_sql(f"UPDATE search_token SET members = members * {copying.times + 1}")


def _ids(table: Table) -> frozenset[str]:
    numbers = (column for column in table.columns if isinstance(column.type, (Integer, BigInteger)))
    return frozenset(one.name for one in numbers if one.name == "id" or one.name.endswith("_id"))


def _without_triggers(connection: Connection) -> Iterator[str]:
    if connection.dialect.name == "postgresql":
        yield from ("SET session_replication_role = replica", "SET statement_timeout = 0")
        return
    yield from ("PRAGMA foreign_keys = off", "PRAGMA synchronous = off")
    for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
        yield f"DROP TRIGGER {name}"
