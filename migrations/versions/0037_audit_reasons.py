"""The reasons in the audit stand beside its chain, encrypted with a key per person that can be destroyed.

The chain is written anew: a line covers the hash of its encrypted reason, and the hash that it had before, so that
a head which was noted elsewhere is still found. A line that was broken keeps its old hash, and stays broken.
"""

import json
import secrets
from datetime import UTC, datetime
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

from intro_app.db.sealing import Keyring, keyring

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

START = "0" * 64
KEPT = "what was audited is kept as it was written"
CONTINUED = "a line is added at the end of the chain"
NO_CONTINUATION = (
    "NEW.id <> COALESCE((SELECT MAX(id) FROM audit_entry), 0) + 1"
    " OR NEW.previous <> COALESCE((SELECT hash FROM audit_entry WHERE id = NEW.id - 1), NEW.previous)"
)
RULES = {
    "audit_is_not_changed": ("UPDATE", KEPT, ""),
    "audit_is_not_deleted": ("DELETE", KEPT, ""),
    "audit_is_not_emptied": ("TRUNCATE", KEPT, ""),
    "audit_is_continued": ("INSERT", CONTINUED, NO_CONTINUATION),
}
REASON_RULES = {"audit_reason_is_not_changed": ("UPDATE", KEPT, "")}
ERASED = "(erased)"


def upgrade() -> None:
    op.create_table(
        "audit_key",
        sa.Column("subject_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("subject_id", name=op.f("pk_audit_key")),
    )
    op.create_table(
        "audit_reason",
        sa.Column("entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_audit_reason")),
    )
    op.create_index(op.f("ix_audit_reason_subject_id"), "audit_reason", ["subject_id"])
    # The keys are still plain: whoever runs the upgrade encrypts them next, and rewrites the file.
    op.execute("DELETE FROM key_check WHERE name = 'SEALED'")
    _make_anew(("reason_hash", "former_hash"), ("why",), _lines_with_hashes)
    _make_rules("audit_reason", REASON_RULES)


def downgrade() -> None:
    """The reasons are readable again, but for those that were erased; the chain is written anew with them."""
    _make_anew(("why",), ("reason_hash", "former_hash"), _lines_with_reasons)
    op.drop_table("audit_reason")
    op.drop_table("audit_key")
    if not _is_sqlite():
        op.execute("DROP FUNCTION audit_reason_is_not_changed()")


def _make_anew(texts: tuple[str, ...], instead_of: tuple[str, ...], lines) -> None:
    """Copy the chain into a new table, so that nothing of the old one is left in the pages of the database."""
    _drop_rules("audit_entry", RULES)
    op.drop_index(op.f("ix_audit_entry_subject_id"), "audit_entry")
    op.rename_table("audit_entry", "audit_entry_before")
    if not _is_sqlite():
        op.execute("ALTER INDEX pk_audit_entry RENAME TO pk_audit_entry_before")
    new = op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("about", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in texts),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index(op.f("ix_audit_entry_subject_id"), "audit_entry", ["subject_id"])
    for line in lines(_rows_before(instead_of)):
        op.get_bind().execute(sa.insert(new).values(line))
    op.drop_table("audit_entry_before")
    _make_rules("audit_entry", RULES)


def _rows_before(texts: tuple[str, ...]):
    """Yield the old lines in their order, in batches."""
    at = sa.column("at", sa.DateTime(timezone=True))
    names = ("actor_id", "act", "subject_id", "about", "previous", "hash", *texts)
    old = sa.table("audit_entry_before", sa.column("id"), at, *map(sa.column, names))
    last, connection = 0, op.get_bind()
    while True:
        batch = sa.select(old).where(old.c.id > last).order_by(old.c.id).limit(500)
        rows = [dict(row) for row in connection.execute(batch).mappings()]
        if not rows:
            return
        last = rows[-1]["id"]
        yield from rows


def _lines_with_hashes(rows):
    """Yield each line as it is from now on; its reason is stored on the way."""
    head = former_head = START
    for row in rows:
        why, former = row.pop("why"), row.pop("hash")
        was_whole = row["previous"] == former_head and former == _former_seal(row, why)
        row |= {"reason_hash": _store(row, why) if why else "", "former_hash": former, "previous": head}
        row["hash"] = _seal(row) if was_whole else former
        head, former_head = row["hash"], former
        yield row


def _lines_with_reasons(rows):
    """Yield each line as it was before."""
    head = START
    for row in rows:
        reason_hash, _former = row.pop("reason_hash"), row.pop("former_hash")
        was_whole = row["hash"] == _seal(row | {"reason_hash": reason_hash, "former_hash": _former})
        row |= {"previous": head, "why": _opened(row["id"]) if reason_hash else ""}
        if was_whole:
            row["hash"] = _former_seal(row, row["why"])
        head = row["hash"]
        yield row


def _store(row, why: str) -> str:
    keys = sa.table("audit_key", sa.column("subject_id"), sa.column("key"))
    reasons = sa.table("audit_reason", *map(sa.column, ("entry_id", "subject_id", "words")))
    subject, connection = row["subject_id"] or 0, op.get_bind()
    key = connection.scalar(sa.select(keys.c.key).where(keys.c.subject_id == subject))
    if key is None:
        key = secrets.token_urlsafe(32)
        connection.execute(sa.insert(keys).values(subject_id=subject, key=key))
    words = Keyring([key]).seal_text(why, f"audit_reason.words/{row['id']}")
    connection.execute(sa.insert(reasons).values(entry_id=row["id"], subject_id=subject, words=words))
    return sha256(words.encode()).hexdigest()


def _opened(line: int) -> str:
    stored = "SELECT words, key FROM audit_reason JOIN audit_key USING (subject_id) WHERE entry_id = :line"
    found = op.get_bind().execute(sa.text(stored), {"line": line}).one_or_none()
    if found is None:
        return ERASED
    key = keyring().open_text(found.key, "audit_key.key") if found.key.startswith("m1.") else found.key
    return Keyring([key]).open_text(found.words, f"audit_reason.words/{line}")


def _seal(row) -> str:
    names = ("act", "subject_id", "about", "reason_hash", "former_hash", "previous")
    return _hash([2, row["id"], _moment(row["at"]), row["actor_id"], *(row[name] for name in names)])


def _former_seal(row, why: str) -> str:
    said = [row["id"], _moment(row["at"]), row["actor_id"], row["act"], row["subject_id"], row["about"]]
    return _hash([*said, why, row["previous"]])


def _hash(said) -> str:
    return sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()


def _moment(at: datetime) -> str:
    aware = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return aware.isoformat(timespec="microseconds")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _drop_rules(table: str, rules) -> None:
    for name, (change, _words, _broken) in rules.items():
        if not _is_sqlite():
            op.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        elif change != "TRUNCATE":
            op.execute(f"DROP TRIGGER IF EXISTS {name}")
    if not _is_sqlite():
        for name in {*rules, "audit_is_kept"}:
            op.execute(f"DROP FUNCTION IF EXISTS {name}()")


def _make_rules(table: str, rules) -> None:
    for name, (change, words, broken) in rules.items():
        if not _is_sqlite():
            _make_rule_on_postgresql(table, name, change, words, broken)
        elif change != "TRUNCATE":
            when = f"WHEN {broken} " if broken else ""
            refused = f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            op.execute(f"CREATE TRIGGER {name} BEFORE {change} ON {table} {when}{refused}")


def _make_rule_on_postgresql(table: str, name: str, change: str, words: str, broken: str) -> None:
    refused = f"RAISE EXCEPTION '{words}' USING ERRCODE = '23514'"
    body = f"IF {broken} THEN {refused}; END IF; RETURN NEW" if broken else refused
    # Migration 0004 drops the functions under these names when it goes down.
    function = {"audit_is_continued": name}.get(name, "audit_is_kept" if table == "audit_entry" else name)
    op.execute(
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $rule$ BEGIN {body}; END $rule$"
    )
    each = "STATEMENT" if change == "TRUNCATE" else "ROW"
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {change} ON {table} FOR EACH {each} EXECUTE FUNCTION {function}()"
    )
