"""The language in which somebody without an account is written to."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# Empty: the site's own language.
_KNOW_IT_NOW = ("sign_in", "guest", "report")


def upgrade() -> None:
    for table in _KNOW_IT_NOW:
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column("locale", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    for table in _KNOW_IT_NOW:
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("locale")
