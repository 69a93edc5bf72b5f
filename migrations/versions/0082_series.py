"""Gatherings that repeat."""

import sqlalchemy as sa
from alembic import op

revision = "0082"
down_revision = "0081"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gathering_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gathering_series")),
        sa.UniqueConstraint("public_id", name=op.f("uq_gathering_series_public_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("gathering", table_kwargs={"sqlite_autoincrement": True}) as gathering:
        gathering.add_column(sa.Column("series_id", sa.Integer(), nullable=True))
        gathering.add_column(sa.Column("planned_for", sa.DateTime(timezone=True), nullable=True))
        gathering.create_foreign_key(
            op.f("fk_gathering_series_id"), "gathering_series", ["series_id"], ["id"]
        )
        gathering.create_index("ix_gathering_series_id", ["series_id"])


def downgrade() -> None:
    with op.batch_alter_table("gathering", table_kwargs={"sqlite_autoincrement": True}) as gathering:
        gathering.drop_index("ix_gathering_series_id")
        gathering.drop_constraint(op.f("fk_gathering_series_id"), type_="foreignkey")
        gathering.drop_column("planned_for")
        gathering.drop_column("series_id")
    op.drop_table("gathering_series")
