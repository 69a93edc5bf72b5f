"""What the database itself refuses: to change or delete a line, or to add one anywhere but at the end.

The third rule is more than tidiness: on SQLite `INSERT OR REPLACE` deletes without asking the second.
"""

from sqlalchemy import DDL, event

from intro_app.audit.models import AuditEntry

_KEPT = "what was audited is kept as it was written"
_NO_CONTINUATION = (
    "NEW.id <> COALESCE((SELECT MAX(id) FROM audit_entry), 0) + 1"
    " OR NEW.previous <> COALESCE((SELECT hash FROM audit_entry WHERE id = NEW.id - 1), NEW.previous)"
)
_CONTINUED = "a line is added at the end of the chain"


def create_statements(dialect: str) -> list[str]:
    """The statements that make the rules on `sqlite` or `postgresql`."""
    return _on_sqlite() if dialect == "sqlite" else _on_postgresql()


def _on_sqlite() -> list[str]:
    kept = f"BEGIN SELECT RAISE(ABORT, '{_KEPT}'); END"
    continued = f"BEGIN SELECT RAISE(ABORT, '{_CONTINUED}'); END"
    return [
        f"CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit_entry {kept}",
        f"CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit_entry {kept}",
        f"CREATE TRIGGER audit_is_continued BEFORE INSERT ON audit_entry WHEN {_NO_CONTINUATION} {continued}",
    ]


def _on_postgresql() -> list[str]:
    kept = f"BEGIN RAISE EXCEPTION '{_KEPT}' USING ERRCODE = '23514'; END"
    refused = f"RAISE EXCEPTION '{_CONTINUED}' USING ERRCODE = '23514'"
    continued = f"BEGIN IF {_NO_CONTINUATION} THEN {refused}; END IF; RETURN NEW; END"
    row, statement = "FOR EACH ROW EXECUTE FUNCTION", "FOR EACH STATEMENT EXECUTE FUNCTION"
    return [
        f"CREATE FUNCTION audit_is_kept() RETURNS trigger LANGUAGE plpgsql AS $rule$ {kept} $rule$",
        f"CREATE FUNCTION audit_is_continued() RETURNS trigger LANGUAGE plpgsql AS $rule$ {continued} $rule$",
        f"CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit_entry {row} audit_is_kept()",
        f"CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit_entry {row} audit_is_kept()",
        f"CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON audit_entry {statement} audit_is_kept()",
        f"CREATE TRIGGER audit_is_continued BEFORE INSERT ON audit_entry {row} audit_is_continued()",
    ]


def _let_create_all_make_them() -> None:
    table = AuditEntry.metadata.tables[AuditEntry.__tablename__]
    for dialect in ("sqlite", "postgresql"):
        for statement in create_statements(dialect):
            event.listen(table, "after_create", DDL(statement).execute_if(dialect=dialect))  # type: ignore[no-untyped-call]  # untyped in SQLAlchemy


_let_create_all_make_them()
