"""Replies to threads by e-mail: the addresses, and what has come."""

import sqlalchemy as sa
from alembic import op

revision = "0087"
down_revision = "0086"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reply_address",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_reply_address_member_id_member"),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name="fk_reply_address_thread_id_thread"),
        sa.PrimaryKeyConstraint("member_id", "thread_id", name="pk_reply_address"),
        sa.UniqueConstraint("token_hash", name="uq_reply_address_token_hash"),
    )
    op.create_index("ix_reply_address_thread_id", "reply_address", ["thread_id"])
    op.create_index("ix_reply_address_until", "reply_address", ["until"])
    op.create_table(
        "reply_seen",
        sa.Column("letter_hash", sa.String(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("letter_hash", name="pk_reply_seen"),
    )
    op.create_index("ix_reply_seen_seen_at", "reply_seen", ["seen_at"])


def downgrade() -> None:
    op.drop_table("reply_seen")
    op.drop_table("reply_address")
