"""Pages of whom a member knows or blocked, and of where they are signed in, are read from an index's end."""

import sqlalchemy as sa
from alembic import op

revision = "0095"
down_revision = "0094"
branch_labels = None
depends_on = None

_KNOWN, _ASKED = sa.text("confirmed_at IS NOT NULL"), sa.text("confirmed_at IS NULL")
_INDEXES = {
    "ix_acquaintance_a_known": ("a_id", _KNOWN),
    "ix_acquaintance_b_known": ("b_id", _KNOWN),
    "ix_acquaintance_a_asked": ("a_id", _ASKED),
    "ix_acquaintance_b_asked": ("b_id", _ASKED),
    "ix_acquaintance_proposed": ("proposed_by_id", _ASKED),
}


def upgrade() -> None:
    for name, (column, condition) in _INDEXES.items():
        op.create_index(
            name, "acquaintance", [column, "id"], sqlite_where=condition, postgresql_where=condition
        )
    op.create_index("ix_block_newest", "block", ["blocker_id", "id"])
    op.create_index("ix_session_newest", "session", ["member_id", "seen_on", "started_at"])


def downgrade() -> None:
    op.drop_index("ix_session_newest", "session")
    op.drop_index("ix_block_newest", "block")
    for name in _INDEXES:
        op.drop_index(name, "acquaintance")
