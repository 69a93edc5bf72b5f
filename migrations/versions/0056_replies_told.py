"""Who wants to hear of replies, and what is still to be told."""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

_TO_TELL = sa.text("tell_at IS NOT NULL")


def upgrade() -> None:
    wanted = sa.Column("replies", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("community_wish", wanted)
    op.create_table(
        "thread_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("tell_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_post_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_thread_notice_member_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_thread_notice_thread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_notice")),
        sa.UniqueConstraint("member_id", "thread_id", name=op.f("uq_thread_notice_member_id_thread_id")),
    )
    op.create_index(op.f("ix_thread_notice_thread_id"), "thread_notice", ["thread_id"])
    op.create_index(
        "ix_thread_notice_to_tell",
        "thread_notice",
        ["tell_at"],
        sqlite_where=_TO_TELL,
        postgresql_where=_TO_TELL,
    )


def downgrade() -> None:
    op.drop_table("thread_notice")
    op.drop_column("community_wish", "replies")
