"""The database: models, transactions, locks, and the differences between SQLite and PostgreSQL."""

from intro_app.db.base import Model, UTCDateTime, db, engine_options
from intro_app.db.locks import advisory_lock
from intro_app.db.reading import id_of, read
from intro_app.db.transaction import atomic, drop_deleted_pages, end_reading, is_busy, rewrite_file
from intro_app.db.upsert import insert_into, insert_once

__all__ = [
    "Model",
    "UTCDateTime",
    "advisory_lock",
    "atomic",
    "db",
    "drop_deleted_pages",
    "end_reading",
    "engine_options",
    "id_of",
    "insert_into",
    "insert_once",
    "is_busy",
    "read",
    "rewrite_file",
]
