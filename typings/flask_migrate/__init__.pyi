"""The part of flask-migrate that this site uses; the library ships no types."""

from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy

class Migrate:
    directory: str
    db: SQLAlchemy
    configure_args: dict[str, Any]
    def __init__(
        self,
        app: Flask | None = None,
        db: SQLAlchemy | None = None,
        directory: str = "migrations",
        command: str = "db",
        compare_type: bool = True,
        render_as_batch: bool = True,
        **kwargs: Any,
    ) -> None: ...

def upgrade(directory: str | None = None, revision: str = "head", sql: bool = False) -> None: ...
def downgrade(directory: str | None = None, revision: str = "-1", sql: bool = False) -> None: ...
def migrate(directory: str | None = None, message: str | None = None, rev_id: str | None = None) -> None: ...
def stamp(directory: str | None = None, revision: str = "head") -> None: ...
def check(directory: str | None = None) -> None: ...
