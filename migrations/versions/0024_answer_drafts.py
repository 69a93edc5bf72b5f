"""A connector may keep a draft of their answer: which ask it would answer."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_BEGUN = sa.text("ask_id IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("draft") as draft:
        draft.add_column(sa.Column("ask_id", sa.Integer(), nullable=True))
        draft.create_foreign_key(op.f("fk_draft_ask_id"), "ask", ["ask_id"], ["id"], ondelete="CASCADE")
    op.create_index(
        op.f("ix_draft_ask_id"), "draft", ["ask_id"], sqlite_where=_BEGUN, postgresql_where=_BEGUN
    )


def downgrade() -> None:
    op.execute("DELETE FROM draft WHERE ask_id IS NOT NULL")
    op.drop_index(op.f("ix_draft_ask_id"), "draft")
    with op.batch_alter_table("draft") as draft:
        draft.drop_constraint(op.f("fk_draft_ask_id"), type_="foreignkey")
        draft.drop_column("ask_id")
