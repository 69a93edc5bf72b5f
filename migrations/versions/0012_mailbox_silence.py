"""Since when a mailbox has taken nothing, and whose fault a refusal of old was."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# Until here every final no was written down as the reader's; what was said after the address, or of a policy,
# was ours.
_OURS = """
UPDATE outbox_message SET why = 'refused_us' WHERE why = 'refused'
AND (last_error IS NULL OR last_error NOT LIKE 'RCPT 5%' OR last_error LIKE 'RCPT ___ 5.7.%'
     OR last_error LIKE 'RCPT ___ 5.3.%' OR last_error LIKE 'RCPT ___ 5.4.%' OR last_error LIKE 'RCPT ___ 5.5.%'
     OR last_error LIKE 'RCPT ___ 5.6.%' OR last_error LIKE 'RCPT 552%' OR last_error LIKE 'RCPT ___ 5.1.90'
     OR last_error LIKE 'RCPT ___ 4.%' OR last_error LIKE 'RCPT ___ 5.2.0' OR last_error LIKE 'RCPT ___ 5.2.2')
"""


def upgrade() -> None:
    op.create_table(
        "mailbox_silence",
        sa.Column("mailbox_hash", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("mailbox_hash", name=op.f("pk_mailbox_silence")),
    )
    op.execute(_OURS)


def downgrade() -> None:
    op.execute("UPDATE outbox_message SET why = 'refused' WHERE why = 'refused_us'")
    op.execute("UPDATE outbox_message SET why = 'parked' WHERE why = 'unreached'")
    op.drop_table("mailbox_silence")
