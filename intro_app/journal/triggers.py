"""Triggers with which the database itself notes what the journal must hold, in the same transaction.

The code cannot forget a way of stopping or deleting something, and no page asks one statement more: whoever
counts or times statements finds a no and a yes alike.
"""

from typing import NamedTuple

from sqlalchemy import DDL, event

from intro_app.db import Model
from intro_app.journal.models import JournalEntry
from intro_app.journal.policy import JournalKind


class Noted(NamedTuple):
    """A change that is noted: under which kind, of which row, and if `when` holds."""

    kind: JournalKind
    table: str
    change: str
    columns: tuple[str, ...]
    when: str = ""
    prefix: str = ""

    @property
    def name(self) -> str:
        """The name of its trigger."""
        return f"journal_{self.kind}_{self.table}_{self.change.lower()}"

    @property
    def statement(self) -> str:
        """The INSERT that the trigger runs."""
        row = "OLD" if self.change == "DELETE" else "NEW"
        parts = [f"CAST({row}.{column} AS TEXT)" for column in self.columns]
        key = " || ' ' || ".join([*([f"'{self.prefix}'"] if self.prefix else []), *parts])
        return f"INSERT INTO journal_entry (kind, key) VALUES ('{self.kind}', {key})"  # noqa: S608 - our own words


# What people delete one by one; a member's own rows go with `left`. By the columns that name a row.
GONE = {
    "acquaintance": ("id",),
    "board_note": ("id",),
    "circle_member": ("id",),
    "group_membership": ("id",),
    "guest": ("id",),
    "invitation_list": ("id",),
    "join_request": ("id",),
    "passkey": ("id",),
    "profile_link": ("id",),
    "provider_identity": ("id",),
    "staff": ("member_id", "role"),
    "thanks": ("id",),
}
_STOP, _BLOCK = ("mailbox_hash", "scope"), ("blocker_id", "blocked_id", "kind")


def _sets(column: str) -> str:
    return f"OLD.{column} IS NULL AND NEW.{column} IS NOT NULL"


def _changes(column: str) -> str:
    return f"(OLD.{column} IS NULL) <> (NEW.{column} IS NULL)"


def _becomes(state: str) -> str:
    return f"NEW.state = '{state}' AND OLD.state <> '{state}'"


NOTED = (
    Noted(JournalKind.STOP, "suppression", "INSERT", _STOP),
    Noted(JournalKind.STOP, "suppression", "UPDATE", _STOP, "NEW.since <> OLD.since"),
    Noted(JournalKind.STOP, "suppression", "DELETE", _STOP),
    Noted(JournalKind.BLOCK, "block", "INSERT", _BLOCK),
    Noted(JournalKind.BLOCK, "block", "DELETE", _BLOCK),
    Noted(JournalKind.LEFT, "member", "UPDATE", ("id",), _sets("left_at")),
    Noted(JournalKind.ENDED, "introduction", "UPDATE", ("id",), _becomes("closed")),
    Noted(JournalKind.RELEASED, "introduction", "UPDATE", ("id",), _becomes("connected")),
    Noted(JournalKind.TAKEN_BACK, "consent", "UPDATE", ("id",), _sets("taken_back_at")),
    Noted(JournalKind.POST, "post", "UPDATE", ("id",), _changes("taken_back_at")),
    Noted(JournalKind.SENT, "outbox_message", "UPDATE", ("key",), _sets("sent_at")),
    Noted(JournalKind.LINK, "link", "INSERT", ("id_hash",), "NEW.purpose = 'answer'"),
    Noted(
        JournalKind.INVITATION,
        "invitation",
        "UPDATE",
        ("id",),
        f"({_sets('refused_at')}) OR ({_sets('withdrawn_at')})",
    ),
    Noted(
        JournalKind.REQUEST,
        "join_request",
        "UPDATE",
        ("id",),
        f"({_sets('verdict')}) OR (OLD.name <> '' AND NEW.name = '')",
    ),
    Noted(
        JournalKind.GROUP,
        "group_membership",
        "UPDATE",
        ("id",),
        f"NEW.removed <> OLD.removed OR ({_changes('ended_at')})",
    ),
    Noted(JournalKind.SUSPENSION, "suspension", "INSERT", ("id",)),
    Noted(JournalKind.SUSPENSION, "suspension", "UPDATE", ("id",), _changes("ended_at")),
    Noted(JournalKind.FREEZE, "ask_freeze", "INSERT", ("member_id",)),
    Noted(JournalKind.FREEZE, "ask_freeze", "UPDATE", ("member_id",)),
    Noted(JournalKind.FREEZE, "ask_freeze", "DELETE", ("member_id",)),
    Noted(
        JournalKind.DECISION,
        "decision",
        "UPDATE",
        ("id",),
        f"({_changes('in_force_at')}) OR ({_changes('overturned_at')})",
    ),
    *(
        Noted(JournalKind.GONE, table, "DELETE", columns, prefix=table)
        for table, columns in sorted(GONE.items())
    ),
)


def create_statements(dialect: str) -> list[str]:
    """Return the statements that create the triggers on `sqlite` or `postgresql`."""
    make = _on_sqlite if dialect == "sqlite" else _on_postgresql
    return [statement for noted in NOTED for statement in make(noted)]


def _on_sqlite(noted: Noted) -> list[str]:
    when = f"WHEN {noted.when} " if noted.when else ""
    trigger = f"CREATE TRIGGER {noted.name} AFTER {noted.change} ON {noted.table}"
    return [f"{trigger} {when}BEGIN {noted.statement}; END"]


def _on_postgresql(noted: Noted) -> list[str]:
    when = f"WHEN ({noted.when}) " if noted.when else ""
    body = f"BEGIN {noted.statement}; RETURN NULL; END"
    trigger = f"CREATE TRIGGER {noted.name} AFTER {noted.change} ON {noted.table} FOR EACH ROW"
    return [
        f"CREATE FUNCTION {noted.name}() RETURNS trigger LANGUAGE plpgsql AS $note$ {body}; $note$",
        f"{trigger} {when}EXECUTE FUNCTION {noted.name}()",
    ]


def _let_create_all_make_them() -> None:
    """Create the triggers after all tables: they name many, of features that this one must not know."""
    for dialect in ("sqlite", "postgresql"):
        for statement in create_statements(dialect):
            made = DDL(statement.replace("%", "%%")).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]  # untyped in SQLAlchemy
            event.listen(Model.metadata, "after_create", made)


assert JournalEntry.__tablename__ == "journal_entry"
_let_create_all_make_them()
