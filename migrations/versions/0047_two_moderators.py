"""Severe verdicts that count for less until two moderators agree; those from before stay as they counted."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

_OPEN = "agreed_at IS NULL AND disagreed_at IS NULL"


def upgrade() -> None:
    op.add_column("decision", sa.Column("alone", sa.Boolean(), nullable=False, server_default=sa.false()))
    for name in ("agreed_at", "disagreed_at"):
        op.add_column("decision", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_decision_alone",
        "decision",
        ["case_id"],
        sqlite_where=sa.text(f"alone = 1 AND {_OPEN}"),
        postgresql_where=sa.text(f"alone AND {_OPEN}"),
    )


def downgrade() -> None:
    op.drop_index("ix_decision_alone", table_name="decision")
    for name in ("disagreed_at", "agreed_at", "alone"):
        op.drop_column("decision", name)
