"""Which accounts somebody had before the present one."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "earlier_account",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("former_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_earlier_account_member_id")),
        sa.ForeignKeyConstraint(["former_id"], ["member.id"], name=op.f("fk_earlier_account_former_id")),
        sa.PrimaryKeyConstraint("member_id", "former_id", name=op.f("pk_earlier_account")),
    )
    op.create_index(op.f("ix_earlier_account_former_id"), "earlier_account", ["former_id"])


def downgrade() -> None:
    op.drop_table("earlier_account")
