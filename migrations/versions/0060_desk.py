"""Notes on cases, reasons that are ready to use, and who is working on a case."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0058"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_USES = sa.Enum("allegation", "facts", "facts_for_reporters", name="use", native_enum=False, length=20)


def upgrade() -> None:
    op.create_table(
        "case_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("written_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["moderation_case.id"], name=op.f("fk_case_note_case_id")),
        sa.ForeignKeyConstraint(["by_id"], ["member.id"], name=op.f("fk_case_note_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_note")),
    )
    op.create_index(op.f("ix_case_note_case_id"), "case_note", ["case_id"])
    op.create_table(
        "ready_reason",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("use", _USES, nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("changed_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ready_reason")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("moderation_case", table_kwargs={"sqlite_autoincrement": True}) as case:
        case.add_column(sa.Column("claimed_by_id", sa.Integer(), nullable=True))
        case.add_column(sa.Column("claimed_until", _TIME, nullable=True))
        case.create_foreign_key("fk_moderation_case_claimed_by_id", "member", ["claimed_by_id"], ["id"])
    op.create_index("ix_moderation_case_closed", "moderation_case", ["decided_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_moderation_case_closed", table_name="moderation_case")
    with op.batch_alter_table("moderation_case", table_kwargs={"sqlite_autoincrement": True}) as case:
        case.drop_constraint("fk_moderation_case_claimed_by_id", type_="foreignkey")
        case.drop_column("claimed_until")
        case.drop_column("claimed_by_id")
    op.drop_table("ready_reason")
    op.drop_table("case_note")
