"""Two streams of e-mail, each with a queue of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0077"
down_revision = "0076"
branch_labels = None
depends_on = None

_WAITING = sa.text("sent_at IS NULL AND dropped_at IS NULL")
_INDEX = "ix_outbox_message_waiting"


def upgrade() -> None:
    stream = sa.Column("stream", sa.String(length=20), server_default="main", nullable=False)
    op.add_column("outbox_message", stream)
    _index("stream", "due_at", "key")


def downgrade() -> None:
    _index("due_at", "key")
    op.drop_column("outbox_message", "stream")


def _index(*columns: str) -> None:
    op.drop_index(_INDEX, "outbox_message")
    op.create_index(_INDEX, "outbox_message", list(columns), sqlite_where=_WAITING, postgresql_where=_WAITING)
