"""What the database itself refuses, whatever the code above believes.

No introduction becomes `connected` without a standing consent of each party (and the connector),
all for its present text; an ended one stays ended; a sent text stays as it was sent; a consent is
taken back, never changed.
"""

from typing import NamedTuple

from sqlalchemy import DDL, event

from intro_app.db import Model
from intro_app.introductions import models


class Rule(NamedTuple):
    """A trigger: before which change of which table, what counts as broken, and what it says."""

    name: str
    when: str
    table: str
    broken: str
    words: str


def _lacks(role: str) -> str:
    standing = "c.introduction_id = NEW.id AND c.text_hash = NEW.text_hash AND c.taken_back_at IS NULL"
    return f"NOT EXISTS (SELECT 1 FROM consent c WHERE {standing} AND c.role = '{role}')"  # noqa: S608 - our own words


_LACKS_ONE = f"{_lacks('first')} OR {_lacks('second')} OR (NEW.connector_id IS NOT NULL AND {_lacks('connector')})"
_CONSENT_CHANGED = (
    "NEW.text_hash <> OLD.text_hash OR NEW.seen_hash <> OLD.seen_hash OR NEW.role <> OLD.role"
    " OR NEW.introduction_id <> OLD.introduction_id OR NEW.given_at <> OLD.given_at"
    " OR CAST(NEW.shares AS TEXT) <> CAST(OLD.shares AS TEXT)"
    " OR (OLD.taken_back_at IS NOT NULL AND NEW.taken_back_at IS NULL)"
)
RULES = (
    Rule(
        "introduction_needs_every_consent",
        "UPDATE",
        "introduction",
        f"NEW.state = 'connected' AND OLD.state <> 'connected' AND ({_LACKS_ONE})",
        "no introduction is connected without the consent of everyone named",
    ),
    Rule(
        "introduction_is_asked_first",
        "INSERT",
        "introduction",
        "NEW.state = 'connected'",
        "an introduction is asked first and connected later",
    ),
    Rule(
        "introduction_stays_ended",
        "UPDATE",
        "introduction",
        "OLD.state IN ('connected', 'closed') AND NEW.state <> OLD.state",
        "an introduction that has ended stays as it ended",
    ),
    Rule(
        "introduction_keeps_its_text",
        "UPDATE",
        "introduction",
        "NEW.text_hash <> OLD.text_hash OR CAST(NEW.text AS TEXT) <> CAST(OLD.text AS TEXT)",
        "the text of an introduction is fixed when it is sent",
    ),
    Rule("consent_is_kept", "UPDATE", "consent", _CONSENT_CHANGED, "a consent is taken back, never changed"),
)


def create_statements(dialect: str) -> list[str]:
    """The statements that make the rules on `sqlite` or `postgresql`."""
    make = _on_sqlite if dialect == "sqlite" else _on_postgresql
    return [statement for rule in RULES for statement in make(rule)]


def _on_sqlite(rule: Rule) -> list[str]:
    name, when, table, broken, words = rule
    return [f"CREATE TRIGGER {name} BEFORE {when} ON {table} WHEN {broken} BEGIN SELECT RAISE(ABORT, '{words}'); END"]


def _on_postgresql(rule: Rule) -> list[str]:
    # A WHEN clause cannot look into other tables on PostgreSQL, so the condition stands in the function.
    name, when, table, broken, words = rule
    body = f"BEGIN IF {broken} THEN RAISE EXCEPTION '{words}' USING ERRCODE = '23514'; END IF; RETURN NEW; END"
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $rule$ {body} $rule$",
        f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def _let_create_all_make_them() -> None:
    last = Model.metadata.tables[models.Consent.__tablename__]
    for dialect in ("sqlite", "postgresql"):
        for statement in create_statements(dialect):
            event.listen(last, "after_create", DDL(statement).execute_if(dialect=dialect))  # type: ignore[no-untyped-call]  # untyped in SQLAlchemy


_let_create_all_make_them()
