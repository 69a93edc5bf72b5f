"""Turns rules into triggers, with which SQLite and PostgreSQL themselves refuse a change."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import DDL, event, text

from intro_app.db import Model, db


class Rule(NamedTuple):
    """A change that the database refuses: its kind, its table, and the message of the error.

    `broken` is the condition under which it is refused; without one it always is. `change` is INSERT, UPDATE,
    DELETE, or TRUNCATE, which SQLite does not have.
    """

    name: str
    change: str
    table: str
    words: str
    broken: str = ""


def refuse(rules: Iterable[Rule], *, after: str) -> None:
    """Let `create_all` create the triggers too, after the last of their tables."""
    table = Model.metadata.tables[after]
    for dialect in ("sqlite", "postgresql"):
        for statement in create_statements(rules, dialect):
            made = DDL(statement.replace("%", "%%")).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]  # untyped in SQLAlchemy
            event.listen(table, "after_create", made)


@contextmanager
def lifted(rules: Iterable[Rule]) -> Iterator[None]:
    """Lift these rules inside the caller's transaction, for a change of the whole site by its operator."""
    dialect, session = db.engine.dialect.name, db.session
    present = [rule for rule in rules if dialect != "sqlite" or rule.change != "TRUNCATE"]
    for rule in present:
        off = f"DROP TRIGGER {rule.name}" if dialect == "sqlite" else _switched("DISABLE", rule)
        session.execute(text(off))
    yield
    back = create_statements(present, dialect) if dialect == "sqlite" else None
    for statement in back or [_switched("ENABLE", rule) for rule in present]:
        session.connection().exec_driver_sql(statement)


def _switched(how: str, rule: Rule) -> str:
    return f"ALTER TABLE {rule.table} {how} TRIGGER {rule.name}"


def create_statements(rules: Iterable[Rule], dialect: str) -> list[str]:
    """Return the statements that create the triggers on `sqlite` or `postgresql`."""
    make = _on_sqlite if dialect == "sqlite" else _on_postgresql
    return [statement for rule in rules for statement in make(rule)]


def _on_sqlite(rule: Rule) -> list[str]:
    if rule.change == "TRUNCATE":
        return []
    when = f"WHEN {rule.broken} " if rule.broken else ""
    refused = f"BEGIN SELECT RAISE(ABORT, '{rule.words}'); END"
    return [f"CREATE TRIGGER {rule.name} BEFORE {rule.change} ON {rule.table} {when}{refused}"]


def _on_postgresql(rule: Rule) -> list[str]:
    # A WHEN clause cannot look into other tables on PostgreSQL, so the condition stands in the function.
    refused = f"RAISE EXCEPTION '{rule.words}' USING ERRCODE = '23514'"
    body = f"IF {rule.broken} THEN {refused}; END IF; RETURN NEW" if rule.broken else refused
    each = "STATEMENT" if rule.change == "TRUNCATE" else "ROW"
    runs = f"FOR EACH {each} EXECUTE FUNCTION {rule.name}()"
    return [
        f"CREATE FUNCTION {rule.name}() RETURNS trigger LANGUAGE plpgsql AS $rule$ BEGIN {body}; END $rule$",
        f"CREATE TRIGGER {rule.name} BEFORE {rule.change} ON {rule.table} {runs}",
    ]
