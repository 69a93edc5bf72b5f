"""The journal also notes what invited people and applicants ended, and what staff decided."""

from alembic import op

revision = "0078"
down_revision = "0077"
branch_labels = None
depends_on = None


def _changes(column: str) -> str:
    return f"(OLD.{column} IS NULL) <> (NEW.{column} IS NULL)"


def _sets(column: str) -> str:
    return f"OLD.{column} IS NULL AND NEW.{column} IS NOT NULL"


_ENDED = f"({_sets('refused_at')}) OR ({_sets('withdrawn_at')})"
_ANSWERED = f"({_sets('verdict')}) OR (OLD.name <> '' AND NEW.name = '')"
_OUT = f"NEW.removed <> OLD.removed OR ({_changes('ended_at')})"
_IN_FORCE = f"({_changes('in_force_at')}) OR ({_changes('overturned_at')})"
# Kind, table, change, the column that names the row, when, and what stands before its name.
_NOTED = (
    ("invitation", "invitation", "UPDATE", "id", _ENDED, ""),
    ("request", "join_request", "UPDATE", "id", _ANSWERED, ""),
    ("group", "group_membership", "UPDATE", "id", _OUT, ""),
    ("suspension", "suspension", "INSERT", "id", "", ""),
    ("suspension", "suspension", "UPDATE", "id", _changes("ended_at"), ""),
    ("freeze", "ask_freeze", "INSERT", "member_id", "", ""),
    ("freeze", "ask_freeze", "UPDATE", "member_id", "", ""),
    ("freeze", "ask_freeze", "DELETE", "member_id", "", ""),
    ("decision", "decision", "UPDATE", "id", _IN_FORCE, ""),
    ("gone", "invitation_list", "DELETE", "id", "", "invitation_list"),
    ("gone", "join_request", "DELETE", "id", "", "join_request"),
)


def upgrade() -> None:
    for noted in _NOTED:
        _create(noted)


def downgrade() -> None:
    for kind, table, change, *_ in _NOTED:
        name = _name(kind, table, change)
        if _is_sqlite():
            op.execute(f"DROP TRIGGER {name}")
        else:
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")


def _create(noted: tuple[str, str, str, str, str, str]) -> None:
    kind, table, change, column, when, prefix = noted
    name, row = _name(kind, table, change), "OLD" if change == "DELETE" else "NEW"
    before = f"'{prefix}' || ' ' || " if prefix else ""
    key = f"{before}CAST({row}.{column} AS TEXT)"
    note = f"INSERT INTO journal_entry (kind, key) VALUES ('{kind}', {key})"  # noqa: S608 - our own words
    if _is_sqlite():
        only = f"WHEN {when} " if when else ""
        op.execute(f"CREATE TRIGGER {name} AFTER {change} ON {table} {only}BEGIN {note}; END")
        return
    only = f"WHEN ({when}) " if when else ""
    body = f"BEGIN {note}; RETURN NULL; END"
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $note$ {body}; $note$")
    op.execute(
        f"CREATE TRIGGER {name} AFTER {change} ON {table} FOR EACH ROW {only}EXECUTE FUNCTION {name}()"
    )


def _name(kind: str, table: str, change: str) -> str:
    return f"journal_{kind}_{table}_{change.lower()}"


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
