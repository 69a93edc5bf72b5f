"""When a moderator first read a case; cases are found by their day, and introductions that are held."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("moderation_case", sa.Column("first_read_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_moderation_case_opened_at"), "moderation_case", ["opened_at"])
    held = sa.text("state = 'held'")
    op.create_index(
        "ix_introduction_held", "introduction", ["sent_at"], sqlite_where=held, postgresql_where=held
    )
    op.execute(
        "UPDATE moderation_case SET first_read_at = (SELECT looks.first_at FROM "
        "(SELECT about, MIN(at) AS first_at FROM audit_entry WHERE act = 'read_introduction' GROUP BY about) "
        "AS looks WHERE looks.about = 'case:' || moderation_case.id)"
    )


def downgrade() -> None:
    op.drop_index("ix_introduction_held", "introduction")
    op.drop_index(op.f("ix_moderation_case_opened_at"), "moderation_case")
    op.drop_column("moderation_case", "first_read_at")
