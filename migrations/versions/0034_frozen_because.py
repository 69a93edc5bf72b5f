"""Why somebody's new requests were paused, in words that they read."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "moderation_case", sa.Column("frozen_because", sa.String(), nullable=False, server_default="")
    )


def downgrade() -> None:
    op.drop_column("moderation_case", "frozen_because")
