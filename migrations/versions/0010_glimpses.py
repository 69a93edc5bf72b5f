"""What a member goes on seeing of whom they asked, until they hear."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "glimpse",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("seen", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["reader_id"], ["member.id"], name=op.f("fk_glimpse_reader_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_glimpse_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_glimpse")),
        sa.UniqueConstraint(
            "reader_id", "member_id", "about", name=op.f("uq_glimpse_reader_id_member_id_about")
        ),
    )
    op.create_index(op.f("ix_glimpse_about"), "glimpse", ["about"])


def downgrade() -> None:
    op.drop_table("glimpse")
