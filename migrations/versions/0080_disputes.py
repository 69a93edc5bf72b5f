"""Payments that a bank took back, and prices with a discount."""

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0079"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("discounted", "disputed"):
        no = sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)
        op.add_column("membership", no)
    taken_back = sa.Column("disputed", sa.Integer(), server_default="0", nullable=False)
    op.add_column("membership_payment", taken_back)


def downgrade() -> None:
    op.drop_column("membership_payment", "disputed")
    for name in ("disputed", "discounted"):
        op.drop_column("membership", name)
