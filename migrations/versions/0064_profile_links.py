"""Pages elsewhere that members say are theirs, and when each was verified."""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None

_DUE = sa.text("check_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "profile_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("check_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lost_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_profile_link_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_link")),
        sa.UniqueConstraint("member_id", "url", name=op.f("uq_profile_link_member_id_url")),
        sqlite_autoincrement=True,
    )
    op.add_column("member", sa.Column("shown_links", sa.JSON(), nullable=False, server_default="[]"))
    op.create_index(
        "ix_profile_link_check_at", "profile_link", ["check_at"], sqlite_where=_DUE, postgresql_where=_DUE
    )


def downgrade() -> None:
    op.drop_column("member", "shown_links")
    op.drop_table("profile_link")
