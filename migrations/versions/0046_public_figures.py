"""Public figures, counted once a month."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "public_figures",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("counted", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_public_figures")),
    )


def downgrade() -> None:
    op.drop_table("public_figures")
