"""A group is known by a name that was taken down; a suspension says what led to it; ids are never reused.

Links that are not verified are read by nobody but their owner, so they are sealed from now on: the worker
seals those that are there.
"""

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None

# Cases name the ids of these, and their rows go with whoever wrote them.
_NAMED_BY_CASES = ("board_note", "thanks")


def upgrade() -> None:
    op.add_column("member_group", sa.Column("known_as", sa.String(), nullable=False, server_default=""))
    op.add_column("suspension", sa.Column("cause", sa.String(length=20), nullable=True))
    with op.batch_alter_table("profile_link", table_kwargs={"sqlite_autoincrement": True}) as link:
        link.drop_constraint("uq_profile_link_member_id_url", type_="unique")
    op.create_index("ix_profile_link_member_id", "profile_link", ["member_id"])
    _rebuild({"sqlite_autoincrement": True})


def downgrade() -> None:
    _rebuild({})
    op.drop_index("ix_profile_link_member_id", "profile_link")
    with op.batch_alter_table("profile_link", table_kwargs={"sqlite_autoincrement": True}) as link:
        link.create_unique_constraint("uq_profile_link_member_id_url", ["member_id", "url"])
    op.drop_column("suspension", "cause")
    op.drop_column("member_group", "known_as")


def _rebuild(kwargs: dict[str, bool]) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in _NAMED_BY_CASES:
            with op.batch_alter_table(table, table_kwargs=kwargs, recreate="always"):
                pass
