"""Visitors of gatherings, and who agreed that the host has their name and address."""

import sqlalchemy as sa
from alembic import op

revision = "0085"
down_revision = "0084"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gathering_visitor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gathering_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("mailbox_hash", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("erase_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["gathering_id"], ["gathering.id"], name=op.f("fk_gathering_visitor_gathering_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gathering_visitor")),
        sa.UniqueConstraint(
            "gathering_id", "mailbox_hash", name=op.f("uq_gathering_visitor_gathering_id_mailbox_hash")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_gathering_visitor_erase_at"), "gathering_visitor", ["erase_at"])
    op.add_column(
        "gathering", sa.Column("takes_visitors", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    with op.batch_alter_table("attendance", table_kwargs={"sqlite_autoincrement": True}) as attendance:
        attendance.alter_column("member_id", existing_type=sa.Integer(), nullable=True)
        attendance.add_column(sa.Column("visitor_id", sa.Integer(), nullable=True))
        attendance.add_column(sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True))
        attendance.add_column(sa.Column("listed_at", sa.DateTime(timezone=True), nullable=True))
        attendance.create_foreign_key(
            op.f("fk_attendance_visitor_id"), "gathering_visitor", ["visitor_id"], ["id"]
        )
        attendance.create_unique_constraint(op.f("uq_attendance_visitor_id"), ["visitor_id"])
        attendance.create_check_constraint(
            op.f("ck_attendance_person"), "(member_id IS NULL) <> (visitor_id IS NULL)"
        )


def downgrade() -> None:
    op.execute("DELETE FROM attendance WHERE member_id IS NULL")
    with op.batch_alter_table("attendance", table_kwargs={"sqlite_autoincrement": True}) as attendance:
        attendance.drop_constraint(op.f("ck_attendance_person"), type_="check")
        attendance.drop_constraint(op.f("uq_attendance_visitor_id"), type_="unique")
        attendance.drop_constraint(op.f("fk_attendance_visitor_id"), type_="foreignkey")
        for name in ("listed_at", "agreed_at", "visitor_id"):
            attendance.drop_column(name)
        attendance.alter_column("member_id", existing_type=sa.Integer(), nullable=False)
    op.drop_column("gathering", "takes_visitors")
    op.drop_table("gathering_visitor")
