"""The month in which a member was last seen, and notes of staff about members."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("member", sa.Column("seen_month", sa.Date(), nullable=True))
    _fill()
    op.create_table(
        "staff_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["member.id"], name=op.f("fk_staff_note_by_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_staff_note_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_note")),
    )
    op.create_index(op.f("ix_staff_note_member_id"), "staff_note", ["member_id"])


def downgrade() -> None:
    op.drop_table("staff_note")
    op.drop_column("member", "seen_month")


def _fill() -> None:
    """Everybody signed in when they joined; whoever has a session was seen with it."""
    connection = op.get_bind()
    member = sa.table(
        "member",
        sa.column("id", sa.Integer),
        sa.column("joined_at", sa.DateTime(timezone=True)),
        sa.column("left_at", sa.DateTime(timezone=True)),
        sa.column("seen_month", sa.Date),
    )
    session = sa.table("session", sa.column("member_id", sa.Integer), sa.column("seen_on", sa.Date))
    newest = sa.select(session.c.member_id, sa.func.max(session.c.seen_on)).group_by(session.c.member_id)
    seen = dict([tuple(row) for row in connection.execute(newest)])
    here = sa.select(member.c.id, member.c.joined_at).where(member.c.left_at.is_(None))
    for member_id, joined_at in connection.execute(here).all():
        month = max(seen.get(member_id, joined_at.date()), joined_at.date()).replace(day=1)
        connection.execute(sa.update(member).where(member.c.id == member_id).values(seen_month=month))
