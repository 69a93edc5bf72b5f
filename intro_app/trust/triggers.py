"""What the database itself refuses, whatever the code above believes: the ledger is only ever appended to."""

from sqlalchemy import DDL, event

from intro_app.db import Model
from intro_app.trust import models

# (name, before what, what it says)
RULES = (
    ("trust_event_is_kept", "UPDATE", "what stands in the ledger of trust is never changed"),
    ("trust_event_stays", "DELETE", "what stands in the ledger of trust is never taken out"),
)


def create_statements(dialect: str) -> list[str]:
    """The statements that make the rules on `sqlite` or `postgresql`."""
    make = _on_sqlite if dialect == "sqlite" else _on_postgresql
    return [statement for rule in RULES for statement in make(*rule)]


def _on_sqlite(name: str, when: str, words: str) -> list[str]:
    return [f"CREATE TRIGGER {name} BEFORE {when} ON trust_event BEGIN SELECT RAISE(ABORT, '{words}'); END"]


def _on_postgresql(name: str, when: str, words: str) -> list[str]:
    body = f"BEGIN RAISE EXCEPTION '{words}' USING ERRCODE = '23514'; END"
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $rule$ {body} $rule$",
        f"CREATE TRIGGER {name} BEFORE {when} ON trust_event FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def _let_create_all_make_them() -> None:
    ledger = Model.metadata.tables[models.TrustEvent.__tablename__]
    for dialect in ("sqlite", "postgresql"):
        for statement in create_statements(dialect):
            event.listen(ledger, "after_create", DDL(statement).execute_if(dialect=dialect))  # type: ignore[no-untyped-call]  # untyped in SQLAlchemy


_let_create_all_make_them()
