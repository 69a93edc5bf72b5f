"""INSERT … ON CONFLICT, which SQLite and PostgreSQL each have in a dialect of their own."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from intro_app.db.base import Model, db

Insert = postgresql.Insert | sqlite.Insert


def insert_into(table: type[Model]) -> Insert:
    """Return the present database's INSERT, with `on_conflict_do_update` and `on_conflict_do_nothing`."""
    if db.engine.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def insert_once(table: type[Model], row: Mapping[str, Any], *unique: Any) -> Insert:
    """Return an INSERT that does nothing if a row with the same unique columns is there already."""
    return insert_into(table).values(dict(row)).on_conflict_do_nothing(index_elements=unique)
