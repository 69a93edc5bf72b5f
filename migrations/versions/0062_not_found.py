"""Members whom a moderator's decision hides from lists and searches for some days."""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

# As each database writes the condition in a query: SQLite compares a truth with 1.
_ON_SQLITE, _ON_POSTGRESQL = sa.text("unlisted = 1"), sa.text("unlisted")


def upgrade() -> None:
    op.add_column("member", sa.Column("unlisted", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(
        "ix_member_unlisted", "member", ["unlisted"], sqlite_where=_ON_SQLITE, postgresql_where=_ON_POSTGRESQL
    )


def downgrade() -> None:
    op.drop_index("ix_member_unlisted", table_name="member")
    op.drop_column("member", "unlisted")
