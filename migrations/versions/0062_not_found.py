"""Members whom a moderator's decision hides from lists and searches for some days."""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

_UNLISTED = sa.text("unlisted")


def upgrade() -> None:
    op.add_column("member", sa.Column("unlisted", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(
        "ix_member_unlisted", "member", ["id"], sqlite_where=_UNLISTED, postgresql_where=_UNLISTED
    )


def downgrade() -> None:
    op.drop_index("ix_member_unlisted", table_name="member")
    op.drop_column("member", "unlisted")
