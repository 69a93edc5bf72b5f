"""Lists of people whom staff invite."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_PARTIAL = (
    ("ix_invitation_list_next_at", "invitation_list", ["next_at", "id"], "next_at IS NOT NULL"),
    (
        "ix_invitation_list_row_waiting",
        "invitation_list_row",
        ["list_id", "number"],
        "verdict = 'ok' AND handed_at IS NULL",
    ),
    ("ix_invitation_list_id", "invitation", ["list_id", "list_row"], "list_id IS NOT NULL"),
)


def upgrade() -> None:
    op.create_table(
        "invitation_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("judged_after", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["member.id"], name=op.f("fk_invitation_list_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_list")),
        sqlite_autoincrement=True,
    )
    for column in ("staff_id", "made_at"):
        op.create_index(op.f(f"ix_invitation_list_{column}"), "invitation_list", [column])
    op.create_table(
        "invitation_list_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["list_id"], ["invitation_list.id"], name=op.f("fk_invitation_list_row_list_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_list_row")),
        sa.UniqueConstraint("list_id", "number", name=op.f("uq_invitation_list_row_list_id_number")),
    )
    with op.batch_alter_table("invitation", table_kwargs={"sqlite_autoincrement": True}) as invitation:
        invitation.add_column(sa.Column("source", sa.String(), nullable=False, server_default=""))
        invitation.add_column(sa.Column("list_id", sa.Integer(), nullable=True))
        invitation.add_column(sa.Column("list_row", sa.Integer(), nullable=True))
        invitation.create_foreign_key(op.f("fk_invitation_list_id"), "invitation_list", ["list_id"], ["id"])
    for name, table, columns, condition in _PARTIAL:
        where = sa.text(condition)
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_index("ix_invitation_list_id", "invitation")
    with op.batch_alter_table("invitation", table_kwargs={"sqlite_autoincrement": True}) as invitation:
        invitation.drop_constraint(op.f("fk_invitation_list_id"), type_="foreignkey")
        for column in ("list_row", "list_id", "source"):
            invitation.drop_column(column)
    op.drop_table("invitation_list_row")
    op.drop_table("invitation_list")
