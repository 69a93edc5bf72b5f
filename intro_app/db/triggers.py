"""What a database refuses by itself: rules that become triggers, spelled for SQLite and for PostgreSQL."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import DDL, event

from intro_app.db import Model


class Rule(NamedTuple):
    """A change that is refused: which one, of which table, and in what words.

    `broken` is the condition under which it is; without one it always is. `change` is INSERT, UPDATE,
    DELETE, or TRUNCATE, which SQLite does not know.
    """

    name: str
    change: str
    table: str
    words: str
    broken: str = ""


def refuse(rules: Iterable[Rule], *, after: str) -> None:
    """Let `create_all` make the rules too, once the last of their tables is there."""
    table = Model.metadata.tables[after]
    for dialect in ("sqlite", "postgresql"):
        for statement in create_statements(rules, dialect):
            made = DDL(statement.replace("%", "%%")).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]  # untyped in SQLAlchemy
            event.listen(table, "after_create", made)


def create_statements(rules: Iterable[Rule], dialect: str) -> list[str]:
    """The statements that make the rules on `sqlite` or `postgresql`."""
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
