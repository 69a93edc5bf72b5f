"""Audit, roles and passkeys."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEPT = "what was audited is kept as it was written"
CONTINUED = "a line is added at the end of the chain"
NO_CONTINUATION = "NEW.id <> COALESCE((SELECT MAX(id) FROM audit_entry), 0) + 1 OR NEW.previous <> COALESCE((SELECT hash FROM audit_entry WHERE id = NEW.id - 1), NEW.previous)"


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def make_rules() -> None:
    if is_sqlite():
        kept = f"BEGIN SELECT RAISE(ABORT, '{KEPT}'); END"
        continued = f"BEGIN SELECT RAISE(ABORT, '{CONTINUED}'); END"
        op.execute(f"CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit_entry {kept}")
        op.execute(f"CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit_entry {kept}")
        op.execute(
            f"CREATE TRIGGER audit_is_continued BEFORE INSERT ON audit_entry WHEN {NO_CONTINUATION} {continued}"
        )
        return
    kept = f"BEGIN RAISE EXCEPTION '{KEPT}' USING ERRCODE = '23514'; END"
    refused = f"RAISE EXCEPTION '{CONTINUED}' USING ERRCODE = '23514'"
    continued = f"BEGIN IF {NO_CONTINUATION} THEN {refused}; END IF; RETURN NEW; END"
    row, statement = "FOR EACH ROW EXECUTE FUNCTION", "FOR EACH STATEMENT EXECUTE FUNCTION"
    op.execute(f"CREATE FUNCTION audit_is_kept() RETURNS trigger LANGUAGE plpgsql AS $rule$ {kept} $rule$")
    op.execute(
        f"CREATE FUNCTION audit_is_continued() RETURNS trigger LANGUAGE plpgsql AS $rule$ {continued} $rule$"
    )
    op.execute(f"CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit_entry {row} audit_is_kept()")
    op.execute(f"CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit_entry {row} audit_is_kept()")
    op.execute(
        f"CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON audit_entry {statement} audit_is_kept()"
    )
    op.execute(f"CREATE TRIGGER audit_is_continued BEFORE INSERT ON audit_entry {row} audit_is_continued()")


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_subject_id"), ["subject_id"], unique=False)
    make_rules()

    op.create_table(
        "passkey_challenge",
        sa.Column("id_hash", sa.String(), nullable=False),
        sa.Column("browser_hash", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_passkey_challenge")),
    )
    with op.batch_alter_table("passkey_challenge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkey_challenge_made_at"), ["made_at"], unique=False)

    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.String(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("doubted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_passkey_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkey_member_id"), ["member_id"], unique=False)

    op.create_table(
        "staff",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum("moderator", "admin", name="staffrole", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("given_by", sa.Integer(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["given_by"], ["member.id"], name=op.f("fk_staff_given_by")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_staff_member_id")),
        sa.PrimaryKeyConstraint("member_id", "role", name=op.f("pk_staff")),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("passkey_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_session_passkey_id"), ["passkey_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_session_passkey_id"), "passkey", ["passkey_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_session_passkey_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_session_passkey_id"))
        batch_op.drop_column("seen_at")
        batch_op.drop_column("passkey_id")
    op.drop_table("staff")
    op.drop_table("passkey")
    op.drop_table("passkey_challenge")
    op.drop_table("audit_entry")
    if not is_sqlite():
        op.execute("DROP FUNCTION audit_is_kept()")
        op.execute("DROP FUNCTION audit_is_continued()")
