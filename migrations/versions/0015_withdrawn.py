"""When an author took a request back, and whose link a connector carries: told by nothing that happened since."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# What was told before its day, and not by an answer, a moderator or an undo, was told by its author's
# withdrawal.
_TAKEN_BACK = """
UPDATE introduction SET withdrawn_at = author_told_at
WHERE state = 'closed' AND author_told_at < closes_at AND reason <> 'removed'
AND (wound_up_at IS NULL OR wound_up_at > author_told_at)
AND NOT EXISTS (SELECT 1 FROM ask WHERE ask.introduction_id = introduction.id AND ask.answer IN ('not_now', 'anew'))
AND NOT EXISTS (
    SELECT 1 FROM consent
    WHERE consent.introduction_id = introduction.id AND consent.taken_back_at IS NOT NULL
    AND consent.role = CASE WHEN introduction.way = 'offered' THEN 'connector' ELSE 'first' END
)
"""
# A guest who is forgotten counts as one whose link was carried: its pages tell less.
_CARRIED = """
UPDATE ask SET is_carried = {yes} WHERE member_id IS NULL AND put_at IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM guest
    WHERE guest.introduction_id = ask.introduction_id AND guest.role = ask.role AND guest.carrier = 'site'
)
"""


def upgrade() -> None:
    op.add_column("introduction", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("ask", sa.Column("is_carried", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("ask", sa.Column("called", sa.String(), nullable=False, server_default=""))
    op.execute(_TAKEN_BACK)
    op.execute(_CARRIED.format(yes="true"))


def downgrade() -> None:
    op.drop_column("ask", "called")
    op.drop_column("ask", "is_carried")
    op.drop_column("introduction", "withdrawn_at")
