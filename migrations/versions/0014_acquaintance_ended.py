"""Who ended an acquaintance, while the other waits to hear of an introduction with them."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Without a foreign key, as it is one of the two anyway: SQLite would have to copy the table, and forget
    # that it never gives an id twice.
    op.add_column("acquaintance", sa.Column("ended_by_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.execute("DELETE FROM acquaintance WHERE ended_by_id IS NOT NULL")
    op.drop_column("acquaintance", "ended_by_id")
