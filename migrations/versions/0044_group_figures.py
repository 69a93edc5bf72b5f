"""Figures of groups, counted once a month."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "group_figure",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("connected", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["member_group.id"], name=op.f("fk_group_figure_group_id")),
        sa.PrimaryKeyConstraint("group_id", "month", name=op.f("pk_group_figure")),
    )
    begun = sa.Column("counted_month", sa.Date(), nullable=False, server_default="2000-01-01")
    op.add_column("member_group", begun)
    op.create_index(op.f("ix_member_group_counted_month"), "member_group", ["counted_month"])


def downgrade() -> None:
    op.drop_index(op.f("ix_member_group_counted_month"), "member_group")
    op.drop_column("member_group", "counted_month")
    op.drop_table("group_figure")
