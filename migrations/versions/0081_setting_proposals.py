"""Changes that open the site to more people wait for a second person, or a day."""

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0080"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "setting_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("applies_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting_proposal")),
        sa.UniqueConstraint("part", name=op.f("uq_setting_proposal_part")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_setting_proposal_applies_at"), "setting_proposal", ["applies_at"])


def downgrade() -> None:
    op.drop_table("setting_proposal")
