"""Requests to join."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_PARTIAL = (
    ("ix_join_request_waiting", "asked_at", "verdict IS NULL"),
    ("ix_join_request_name", "decided_at", "name <> ''"),
)


def upgrade() -> None:
    op.create_table(
        "join_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailbox_hash", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=True),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unread_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verdict", sa.String(length=20), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["decided_by_id"], ["member.id"], name=op.f("fk_join_request_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_request")),
        sqlite_autoincrement=True,
    )
    for column in ("mailbox_hash", "asked_at", "decided_at", "decided_by_id"):
        op.create_index(op.f(f"ix_join_request_{column}"), "join_request", [column])
    for name, column, condition in _PARTIAL:
        where = sa.text(condition)
        op.create_index(name, "join_request", [column], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_table("join_request")
