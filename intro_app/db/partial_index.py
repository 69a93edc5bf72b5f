"""Indexes over the few rows that still wait for something."""

from sqlalchemy import Index
from sqlalchemy import text as sql


def partial_index(name: str, condition: str, *columns: str) -> Index:
    """Return an index over the rows for which the condition holds."""
    return Index(name, *columns, sqlite_where=sql(condition), postgresql_where=sql(condition))
