"""What came back after an e-mail was sent."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

_KINDS = sa.Enum("gone", "busy", "ours", "complaint", name="kind", native_enum=False, length=20)


def upgrade() -> None:
    op.create_table(
        "mail_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_key", sa.String(), nullable=False),
        sa.Column("mailbox_hash", sa.String(), nullable=False),
        sa.Column("kind", _KINDS, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_report")),
        sa.UniqueConstraint("message_key", "kind", name=op.f("uq_mail_report_message_key_kind")),
    )
    op.create_index(op.f("ix_mail_report_mailbox_hash"), "mail_report", ["mailbox_hash"])
    op.create_index(op.f("ix_mail_report_received_at"), "mail_report", ["received_at"])
    op.create_index(op.f("ix_outbox_message_sender"), "outbox_message", ["sender"])


def downgrade() -> None:
    op.drop_index(op.f("ix_outbox_message_sender"), "outbox_message")
    op.drop_table("mail_report")
