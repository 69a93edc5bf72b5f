"""Groups that whoever has an address at a mail domain may join."""

import sqlalchemy as sa
from alembic import op

revision = "0091"
down_revision = "0090"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("member_group", sa.Column("mail_domains", sa.JSON(), nullable=False, server_default="[]"))
    for name in ("proved_at", "proof_asked_at"):
        op.add_column("group_membership", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_group_membership_proved_at"), "group_membership", ["proved_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_group_membership_proved_at"), "group_membership")
    for name in ("proof_asked_at", "proved_at"):
        op.drop_column("group_membership", name)
    op.drop_column("member_group", "mail_domains")
