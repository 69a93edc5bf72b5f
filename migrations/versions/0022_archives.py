"""Archives to take along."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_TO_MAKE = sa.text("made_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "archive",
        sa.Column("member_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_archive_member_id")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_archive")),
    )
    op.create_index(op.f("ix_archive_made_at"), "archive", ["made_at"])
    op.create_index(
        "ix_archive_to_make", "archive", ["asked_at"], sqlite_where=_TO_MAKE, postgresql_where=_TO_MAKE
    )


def downgrade() -> None:
    op.drop_table("archive")
