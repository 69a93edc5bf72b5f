"""people: whether somebody waits for a member is read from an index"""

from alembic import op

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_glimpse_member_id"), "glimpse", ["member_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_glimpse_member_id"), table_name="glimpse")
