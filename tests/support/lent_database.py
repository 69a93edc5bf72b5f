"""One PostgreSQL database that test after test gets, emptied in between.

A copy of the template costs 50 ms of CPU, and emptying one a fifth of it. It is only emptied if a new one
would be the same: same tables, triggers, statistics and settings, and no table larger than the planner takes
an empty one for.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from tests.support.postgres import Cluster

_NAME = "lent_mutual"  # beside the one for twin worlds
# Whoever still talks to it: a process of the test's own, or a connection that it left open.
_SEND_AWAY: LiteralString = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
# What is changed by anything but rows. Copies have the numbers of their template.
_SHAPE: LiteralString = """
    SELECT (SELECT sum(oid::bigint + relfilenode::bigint) FROM pg_class WHERE oid > 16383),
        (SELECT sum(reltuples)::bigint + sum(relpages) FROM pg_class WHERE oid > 16383),
        (SELECT sum(xmin::text::bigint) + count(*) FROM pg_attribute WHERE attrelid > 16383),
        (SELECT sum(xmin::text::bigint) FROM pg_index WHERE indexrelid > 16383),
        (SELECT sum(xmin::text::bigint) FROM pg_trigger WHERE oid > 16383),
        (SELECT sum(xmin::text::bigint) FROM pg_proc WHERE oid > 16383),
        (SELECT sum(xmin::text::bigint) FROM pg_constraint WHERE oid > 16383),
        (SELECT count(*) FROM pg_statistic), (SELECT count(*) FROM pg_namespace),
        (SELECT count(*) FROM pg_db_role_setting)
"""
# The tables that something was written to, ever.
_WRITTEN: LiteralString = """
    SELECT relname, pages FROM (
        SELECT relname, pg_relation_size(oid) / 8192 AS pages FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    ) AS tables WHERE pages > 0
"""
# The planner takes a table that was never counted for one of ten pages, as long as it has fewer.
_PAGES = 9
_RESTART: LiteralString = """
    SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
    FROM pg_sequences WHERE last_value IS NOT NULL
"""


@dataclass
class _Fresh:
    """What a new copy is like: its shape, and the rows that it begins with."""

    shape: tuple[Any, ...]
    rows: dict[str, list[Any]]


@dataclass
class LentDatabase:
    """The database of one test process."""

    cluster: Cluster
    template: str
    is_there: bool = False
    _fresh: _Fresh | None = field(default=None, repr=False)

    @contextmanager
    def lent(self) -> Iterator[str]:
        """Lend it for one test, and take it back."""
        if not self.is_there:
            self._make()
        try:
            yield self.cluster.url(_NAME)
        finally:
            self.is_there = self._is_emptied()
            if not self.is_there:
                self.cluster.drop(_NAME)

    def _make(self) -> None:
        self.cluster.create(_NAME, self.template)
        self.is_there = True
        if self._fresh is None:
            room = self.cluster.room(_NAME)
            self._fresh = _Fresh(_shape(room), {name: _rows(room, name) for name in _written(room)})

    def _is_emptied(self) -> bool:
        """Whether it is as new again."""
        with suppress(psycopg.Error):
            room = self.cluster.room(_NAME)
            room.execute(_SEND_AWAY)
            written = _written(room)
            assert self._fresh, "it is made before it is lent"
            is_small = all(pages <= _PAGES for pages in written.values())
            return is_small and _shape(room) == self._fresh.shape and self._empty(room, {*written})
        return False

    def _empty(self, room: psycopg.Connection[Any], written: set[str]) -> bool:
        assert self._fresh, "it is made before it is lent"
        kept = self._fresh.rows
        with room.transaction():
            room.execute("SET LOCAL session_replication_role = replica")  # no trigger, no reference
            for name in _filled(room, written - kept.keys()):
                room.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
            room.execute(_RESTART)
        return all(_rows(room, name) == rows for name, rows in kept.items())


def _shape(room: psycopg.Connection[Any]) -> tuple[Any, ...]:
    found = room.execute(_SHAPE).fetchone()
    assert found
    return tuple(found)


def _written(room: psycopg.Connection[Any]) -> dict[str, int]:
    return {str(name): int(pages) for name, pages in room.execute(_WRITTEN)}


def _filled(room: psycopg.Connection[Any], tables: set[str]) -> list[str]:
    if not tables:
        return []
    asked = (
        sql.SQL("SELECT {} WHERE EXISTS (SELECT 1 FROM {})").format(name, sql.Identifier(name))
        for name in sorted(tables)
    )
    return [str(name) for (name,) in room.execute(sql.SQL(" UNION ALL ").join(asked))]


def _rows(room: psycopg.Connection[Any], table: str) -> list[Any]:
    return room.execute(sql.SQL("SELECT * FROM {} ORDER BY 1").format(sql.Identifier(table))).fetchall()
