"""The days to decide under which an introduction was sent, since organisers can change those of the site."""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("connector_days", "party_days"):
        op.add_column("introduction", sa.Column(name, sa.Integer(), nullable=True))


def downgrade() -> None:
    for name in ("party_days", "connector_days"):
        op.drop_column("introduction", name)
