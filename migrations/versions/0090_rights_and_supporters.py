"""How many people had a supporting membership, counted once a month; when rights were used last."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0090"
down_revision = "0089"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "supporter_figure",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paying", sa.Integer(), nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_supporter_figure")),
    )
    for name in ("used_at", "asked_at"):
        op.add_column("staff", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    staff = sa.table("staff", sa.column("used_at", sa.DateTime(timezone=True)))
    op.execute(staff.update().values(used_at=datetime.now(UTC)))  # nobody is asked at once


def downgrade() -> None:
    for name in ("asked_at", "used_at"):
        op.drop_column("staff", name)
    op.drop_table("supporter_figure")
