"""A gathering has a picture, which the dates of a series share."""

import sqlalchemy as sa
from alembic import op

revision = "0094"
down_revision = "0093"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "post_picture", sa.Column("is_of_gathering", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    with op.batch_alter_table("gathering", table_kwargs={"sqlite_autoincrement": True}) as gathering:
        gathering.add_column(sa.Column("picture_id", sa.Integer(), nullable=True))
        gathering.create_foreign_key(op.f("fk_gathering_picture_id"), "post_picture", ["picture_id"], ["id"])
        gathering.create_index("ix_gathering_picture_id", ["picture_id"])


def downgrade() -> None:
    # The pictures stay; the code before takes them for unposted ones, and erases them after a day.
    with op.batch_alter_table("gathering", table_kwargs={"sqlite_autoincrement": True}) as gathering:
        gathering.drop_index("ix_gathering_picture_id")
        gathering.drop_constraint(op.f("fk_gathering_picture_id"), type_="foreignkey")
        gathering.drop_column("picture_id")
    op.drop_column("post_picture", "is_of_gathering")
