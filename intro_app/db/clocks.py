"""How far this machine's clock is from the database's."""

from datetime import datetime, timedelta

from sqlalchemy import text

from intro_app.db.base import db


def ahead_of_database(at: datetime) -> timedelta:
    """Return how far this clock is ahead; nothing on SQLite, which has no clock of its own."""
    if db.engine.dialect.name != "postgresql":
        return timedelta()
    there: datetime = db.session.execute(text("SELECT clock_timestamp()")).scalar_one()
    return at - there
