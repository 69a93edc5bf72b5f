"""Whether members have saved their door themselves; those who changed a default have."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("door", sa.Column("chosen", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(
        """
        UPDATE door SET chosen = true
        WHERE visible OR takes_direct_asks OR no_mail OR paused_until IS NOT NULL
            OR asks_per_30_days <> 4 OR connects_per_30_days <> 4
        """
    )


def downgrade() -> None:
    op.drop_column("door", "chosen")
