"""Threads that are pinned or locked, co-hosts, and circles in the archive."""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("pinned_at", "locked_at"):
        op.add_column("thread", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column("circle", sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "circle_member", sa.Column("is_co_host", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    op.drop_column("circle_member", "is_co_host")
    op.drop_column("circle", "archived_at")
    for name in ("locked_at", "pinned_at"):
        op.drop_column("thread", name)
