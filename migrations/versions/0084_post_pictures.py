"""Pictures in posts, and the copies of those that were reported."""

import sqlalchemy as sa
from alembic import op

revision = "0084"
down_revision = "0083"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "post_picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("alt", sa.String(), nullable=False),
        sa.Column("is_decoration", sa.Boolean(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_edit", sa.Integer(), nullable=True),
        sa.Column("removed_by_edit", sa.Integer(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_post_picture_member_id_member"),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_post_picture_post_id_post"),
        sa.PrimaryKeyConstraint("id", name="pk_post_picture"),
        sa.UniqueConstraint("public_id", name="uq_post_picture_public_id"),
    )
    op.create_index("ix_post_picture_member_id", "post_picture", ["member_id"])
    op.create_index("ix_post_picture_post_id", "post_picture", ["post_id"])
    unposted = sa.text("post_id IS NULL")
    op.create_index(
        "ix_post_picture_unposted",
        "post_picture",
        ["kept_at"],
        sqlite_where=unposted,
        postgresql_where=unposted,
    )
    op.create_table(
        "case_picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("alt", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["moderation_case.id"], name="fk_case_picture_case_id_moderation_case"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_case_picture"),
    )
    op.create_index("ix_case_picture_case_id", "case_picture", ["case_id"])


def downgrade() -> None:
    op.drop_table("case_picture")
    op.drop_table("post_picture")
