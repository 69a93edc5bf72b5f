"""Indexes for the worker: suspensions that are over, and members whose word fell and who are not told yet."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_suspension_ended_at"), "suspension", ["ended_at"])
    fell = sa.text("fell_from IS NOT NULL")
    op.create_index(
        "ix_standing_fell_from", "standing", ["member_id"], sqlite_where=fell, postgresql_where=fell
    )


def downgrade() -> None:
    op.drop_index("ix_standing_fell_from", "standing")
    op.drop_index(op.f("ix_suspension_ended_at"), "suspension")
