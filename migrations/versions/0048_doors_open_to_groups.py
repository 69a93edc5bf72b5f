"""Doors that are open to the people of groups."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("door", "door_sign"):
        op.add_column(table, sa.Column("direct_groups", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    for table in ("door_sign", "door"):
        op.drop_column(table, "direct_groups")
