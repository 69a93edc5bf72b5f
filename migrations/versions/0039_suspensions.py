"""Suspensions and removals of accounts."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

_PARTIAL = (
    ("ix_suspension_standing", "until", "ended_at IS NULL"),
    ("ix_suspension_mailbox", "mailbox_hash", "mailbox_hash <> ''"),
)


def upgrade() -> None:
    for column in ("suspended", "removed"):
        op.add_column("member", sa.Column(column, sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "suspension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appeal_words", sa.String(), nullable=False),
        sa.Column("appealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("judge_words", sa.String(), nullable=False),
        sa.Column("mailbox_hash", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["member.id"], name=op.f("fk_suspension_by_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_suspension_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspension")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_suspension_member_id"), "suspension", ["member_id"])
    for name, column, condition in _PARTIAL:
        where = sa.text(condition)
        op.create_index(name, "suspension", [column], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    """Older code knows no suspension: everybody is back."""
    op.drop_table("suspension")
    for column in ("removed", "suspended"):
        op.drop_column("member", column)
