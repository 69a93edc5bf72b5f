"""Gifts of a year, and the pool that pays for those who cannot."""

import sqlalchemy as sa
from alembic import op

revision = "0086"
down_revision = "0085"
branch_labels = None
depends_on = None

_GIFT, _POOL, _WAIVER = "membership_gift", "membership_pool_use", "membership_waiver"


def upgrade() -> None:
    op.create_table(
        _GIFT,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("giver_id", sa.Integer(), nullable=True),
        sa.Column("recipient_id", sa.Integer(), nullable=True),
        sa.Column("is_for_pool", sa.Boolean(), nullable=False),
        sa.Column("is_named", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("charge_id", sa.String(), nullable=True),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("refunded", sa.Integer(), nullable=False),
        sa.Column("disputed", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["giver_id"], ["member.id"], name=op.f("fk_membership_gift_giver_id")),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["member.id"], name=op.f("fk_membership_gift_recipient_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership_gift")),
        sa.UniqueConstraint("charge_id", name=op.f("uq_membership_gift_charge_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_membership_gift_reference")),
        sqlite_autoincrement=True,
    )
    for column in ("giver_id", "recipient_id", "made_at", "answer_by"):
        op.create_index(op.f(f"ix_membership_gift_{column}"), _GIFT, [column])
    op.create_table(
        _POOL,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership_pool_use")),
    )
    for table in ("membership_payment", "membership_refund"):
        no = sa.Column("is_gift", sa.Boolean(), server_default=sa.false(), nullable=False)
        op.add_column(table, no)
    op.add_column(_WAIVER, sa.Column("gift_id", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_membership_waiver_gift_id"), _WAIVER, ["gift_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_membership_waiver_gift_id"), _WAIVER)
    op.drop_column(_WAIVER, "gift_id")
    for table in ("membership_refund", "membership_payment"):
        op.drop_column(table, "is_gift")
    op.drop_table(_POOL)
    op.drop_table(_GIFT)
