"""The journal beside the database: what the worker has to write down, how far it is, and restores."""

import sqlalchemy as sa
from alembic import op

revision = "0076"
down_revision = "0075"
branch_labels = None
depends_on = None

_HELD = sa.text("released_at IS NULL")
_STOP, _BLOCK = ("mailbox_hash", "scope"), ("blocker_id", "blocked_id", "kind")
_TAKEN_BACK = "(OLD.taken_back_at IS NULL) <> (NEW.taken_back_at IS NULL)"
_GONE = {
    "acquaintance": ("id",),
    "board_note": ("id",),
    "circle_member": ("id",),
    "group_membership": ("id",),
    "guest": ("id",),
    "passkey": ("id",),
    "profile_link": ("id",),
    "provider_identity": ("id",),
    "staff": ("member_id", "role"),
    "thanks": ("id",),
}


def _sets(column: str) -> str:
    return f"OLD.{column} IS NULL AND NEW.{column} IS NOT NULL"


def _becomes(state: str) -> str:
    return f"NEW.state = '{state}' AND OLD.state <> '{state}'"


_NOTED = (
    ("stop", "suppression", "INSERT", _STOP, "", ""),
    ("stop", "suppression", "UPDATE", _STOP, "NEW.since <> OLD.since", ""),
    ("stop", "suppression", "DELETE", _STOP, "", ""),
    ("block", "block", "INSERT", _BLOCK, "", ""),
    ("block", "block", "DELETE", _BLOCK, "", ""),
    ("left", "member", "UPDATE", ("id",), _sets("left_at"), ""),
    ("ended", "introduction", "UPDATE", ("id",), _becomes("closed"), ""),
    ("released", "introduction", "UPDATE", ("id",), _becomes("connected"), ""),
    ("taken_back", "consent", "UPDATE", ("id",), _sets("taken_back_at"), ""),
    ("post", "post", "UPDATE", ("id",), _TAKEN_BACK, ""),
    ("sent", "outbox_message", "UPDATE", ("key",), _sets("sent_at"), ""),
    ("link", "link", "INSERT", ("id_hash",), "NEW.purpose = 'answer'", ""),
    *(("gone", table, "DELETE", columns, "", table) for table, columns in sorted(_GONE.items())),
)


def upgrade() -> None:
    op.create_table(
        "journal_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entry")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "journal_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("journal", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_mark")),
    )
    op.create_table(
        "restoration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("backup_made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("restored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("journal_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replayed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restoration")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_restoration_held", "restoration", ["id"], sqlite_where=_HELD, postgresql_where=_HELD)
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
    for table in ("restoration", "journal_mark", "journal_entry"):
        op.drop_table(table)


def _create(noted: tuple[str, str, str, tuple[str, ...], str, str]) -> None:
    kind, table, change, columns, when, prefix = noted
    name, row = _name(kind, table, change), "OLD" if change == "DELETE" else "NEW"
    parts = [*([f"'{prefix}'"] if prefix else []), *(f"CAST({row}.{column} AS TEXT)" for column in columns)]
    key = " || ' ' || ".join(parts)
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
