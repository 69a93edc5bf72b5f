"""E-mails are found by their Message-ID, which providers' events name."""

from alembic import op

revision = "0079"
down_revision = "0078"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_outbox_message_message_id", "outbox_message", ["message_id"])


def downgrade() -> None:
    op.drop_index("ix_outbox_message_message_id", table_name="outbox_message")
