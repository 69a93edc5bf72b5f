"""Appeals against suspensions that wait are found by an index of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0083"
down_revision = "0082"
branch_labels = None
depends_on = None

_WAITING = sa.text("ended_at IS NULL AND judged_at IS NULL AND appealed_at IS NOT NULL")
_INDEX = "ix_suspension_appealed"


def upgrade() -> None:
    op.create_index(_INDEX, "suspension", ["appealed_at"], sqlite_where=_WAITING, postgresql_where=_WAITING)


def downgrade() -> None:
    op.drop_index(_INDEX, "suspension")
