"""Leaving: codes, what is remembered of those who left, and words that are erased when nobody waits any more."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_RULE = "introduction_keeps_its_text"
_WORDS = "the text of an introduction is fixed when it is sent"
_FIXED = "NEW.text_hash <> OLD.text_hash OR CAST(NEW.text AS TEXT) <> CAST(OLD.text AS TEXT)"
_FIXED_UNTIL_ERASED = (
    "NEW.text_hash <> OLD.text_hash OR (CAST(NEW.text AS TEXT) <> CAST(OLD.text AS TEXT)"
    " AND (OLD.text_erased_at IS NOT NULL OR NEW.text_erased_at IS NULL OR NEW.wound_up_at IS NULL))"
)
_REST = sa.text("rest_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "leave_code",
        sa.Column("member_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_leave_code_member_id")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_leave_code")),
    )
    op.create_table(
        "former_member",
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("mailbox_hash", sa.String(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rest_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_former_member")),
    )
    op.create_index(op.f("ix_former_member_mailbox_hash"), "former_member", ["mailbox_hash"])
    op.create_index(
        "ix_former_member_rest", "former_member", ["rest_at"], sqlite_where=_REST, postgresql_where=_REST
    )
    op.add_column("introduction", sa.Column("text_erased_at", sa.DateTime(timezone=True), nullable=True))
    _replace_rule(_FIXED_UNTIL_ERASED)


def downgrade() -> None:
    _replace_rule(_FIXED)
    op.drop_column("introduction", "text_erased_at")
    op.drop_table("former_member")
    op.drop_table("leave_code")


def _replace_rule(broken: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {_RULE}")
        refused = f"BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"
        op.execute(f"CREATE TRIGGER {_RULE} BEFORE UPDATE ON introduction WHEN {broken} {refused}")
        return
    op.execute(f"DROP TRIGGER {_RULE} ON introduction")
    op.execute(f"DROP FUNCTION {_RULE}()")
    body = (
        f"BEGIN IF {broken} THEN RAISE EXCEPTION '{_WORDS}' USING ERRCODE = '23514'; END IF; RETURN NEW; END"
    )
    op.execute(f"CREATE FUNCTION {_RULE}() RETURNS trigger LANGUAGE plpgsql AS $rule$ {body} $rule$")
    op.execute(
        f"CREATE TRIGGER {_RULE} BEFORE UPDATE ON introduction FOR EACH ROW EXECUTE FUNCTION {_RULE}()"
    )
