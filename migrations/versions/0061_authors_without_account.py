"""Where to write to the author of something reported who has no account."""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("moderation_case", table_kwargs={"sqlite_autoincrement": True}) as case:
        case.add_column(sa.Column("author_address", sa.String(), nullable=False, server_default=""))
        case.add_column(sa.Column("author_locale", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("moderation_case", table_kwargs={"sqlite_autoincrement": True}) as case:
        case.drop_column("author_locale")
        case.drop_column("author_address")
