"""site pages: a version may apply from a later day"""

import sqlalchemy as sa
from alembic import op

revision = "0075"
down_revision = "0074"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("site_page", sa.Column("applies_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("site_page", "applies_at")
