"""The group that somebody is put into when they join: by an invitation, a row of a list, or staff's answer."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

# Each table, and what SQLite has to know of it when it is made anew.
_TABLES = (
    ("invitation", {"sqlite_autoincrement": True}),
    ("invitation_list_row", {}),
    ("join_request", {"sqlite_autoincrement": True}),
)


def upgrade() -> None:
    for table, known in _TABLES:
        with op.batch_alter_table(table, table_kwargs=known) as batch:
            batch.add_column(sa.Column("group_id", sa.Integer(), nullable=True))
            batch.create_foreign_key(op.f(f"fk_{table}_group_id"), "member_group", ["group_id"], ["id"])


def downgrade() -> None:
    for table, known in _TABLES:
        with op.batch_alter_table(table, table_kwargs=known) as batch:
            batch.drop_constraint(op.f(f"fk_{table}_group_id"), type_="foreignkey")
            batch.drop_column("group_id")
