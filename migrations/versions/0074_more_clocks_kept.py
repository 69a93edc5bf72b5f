"""introductions: reminders and the closing hour stay as they were when an introduction was sent"""

import sqlalchemy as sa
from alembic import op

revision = "0074"
down_revision = "0073"
branch_labels = None
depends_on = None

_KEPT = ("connector_reminder_day", "party_reminder_day", "closing_hour")


def upgrade() -> None:
    for name in _KEPT:
        op.add_column("introduction", sa.Column(name, sa.Integer(), nullable=True))


def downgrade() -> None:
    for name in reversed(_KEPT):
        op.drop_column("introduction", name)
