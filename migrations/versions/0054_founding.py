"""Whether somebody has signed in again since they joined, which ends the founding phase of a site."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let whoever joined before count as they did: a phase that is over must not begin again."""
    op.add_column("member", sa.Column("came_back", sa.Boolean(), server_default=sa.false(), nullable=False))
    member = sa.table("member", sa.column("came_back", sa.Boolean()))
    op.execute(member.update().values(came_back=sa.true()))


def downgrade() -> None:
    op.drop_column("member", "came_back")
