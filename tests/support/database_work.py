"""How much a database does for a page: rows that PostgreSQL's plans read, or steps of SQLite."""

import json
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import Connection

from intro_app.db import db
from tests.features.test_periodic_plans import statements

# SQLite tells how far it is after so many of its steps.
_STEPS = 20


def work(site: Flask, read: Callable[[], object], begins: str = "SELECT") -> int:
    """How much the database does for the statements of `read` that begin so; in an application context."""
    db.session.remove()
    with statements(site) as sent:
        read()
    asked = [one for one in sent if one.text.startswith(begins)]
    assert asked
    with db.engine.connect() as connection:
        count = _rows if connection.dialect.name == "postgresql" else _steps
        return sum(count(connection, one.text, one.values) for one in asked)


def _rows(connection: Connection, statement: str, values: Any) -> int:
    explained = f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}"
    found = connection.exec_driver_sql(explained, values).scalar_one()
    plan = json.loads(found) if isinstance(found, str) else found
    return _read_by(plan[0]["Plan"])


def _read_by(node: dict[str, Any]) -> int:
    passed_over = sum(value for name, value in node.items() if name.startswith("Rows Removed by"))
    own: int = round((node["Actual Rows"] + passed_over) * node["Actual Loops"])
    return own + sum(map(_read_by, node.get("Plans", ())))


def _steps(connection: Connection, statement: str, values: Any) -> int:
    told = 0

    def tell_on() -> int:
        nonlocal told
        told += 1
        return 0

    driver: Any = connection.connection.driver_connection
    driver.set_progress_handler(tell_on, _STEPS)
    try:
        connection.exec_driver_sql(statement, values).all()
    finally:
        driver.set_progress_handler(None, 0)
    return told
