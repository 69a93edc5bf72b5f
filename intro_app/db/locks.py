"""Locks on something that has no row of its own yet."""

from sqlalchemy import func, select

from intro_app.db.base import db


def advisory_lock(key: str) -> None:
    """Hold a named lock until the present transaction ends; others who ask for the same key wait.

    PostgreSQL only: SQLite has one writer anyway.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))
