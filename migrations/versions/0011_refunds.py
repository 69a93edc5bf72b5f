"""Payments that are wanted back, until Stripe has sent the money."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "membership_refund",
        sa.Column("charge_id", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refunded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_membership_refund_member_id")),
        sa.PrimaryKeyConstraint("charge_id", name=op.f("pk_membership_refund")),
    )
    op.create_index(op.f("ix_membership_refund_member_id"), "membership_refund", ["member_id"])
    waiting = sa.text("refunded_at IS NULL OR ended_at IS NULL")
    op.create_index(
        "ix_membership_refund_waiting",
        "membership_refund",
        ["next_try_at"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def downgrade() -> None:
    op.drop_table("membership_refund")
