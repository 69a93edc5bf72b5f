"""To which of a few large providers an attempt to send went; the domain itself is erased."""

import sqlalchemy as sa
from alembic import op

revision = "0089"
down_revision = "0088"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox_attempt", sa.Column("host", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("outbox_attempt", "host")
