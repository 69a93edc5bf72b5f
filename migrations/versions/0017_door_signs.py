"""What a door tells others, written once a day; and asks that wait before a shut one."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_WAITS = sa.text("waits_until IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "door_sign",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("takes_direct_asks", sa.Boolean(), nullable=False),
        sa.Column("takes_asks", sa.Boolean(), nullable=False),
        sa.Column("connects", sa.Boolean(), nullable=False),
        sa.Column("refused_purposes", sa.JSON(), nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("no_mail", sa.Boolean(), nullable=False),
        sa.Column("asks_full_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("connects_full_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_door_sign_member_id")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_door_sign")),
    )
    op.create_index("ix_door_sign_made_at", "door_sign", ["made_at"])
    # Every door says at once what its owner has set; how full it is, it says from the next daily batch on.
    op.execute(
        """
        INSERT INTO door_sign (member_id, takes_direct_asks, takes_asks, connects, refused_purposes, paused_until,
            no_mail, made_at)
        SELECT door.member_id, takes_direct_asks, asks_per_30_days > 0, connects_per_30_days > 0, refused_purposes,
            paused_until, no_mail, member.joined_at
        FROM door JOIN member ON member.id = door.member_id
        """
    )
    op.add_column("ask", sa.Column("waits_until", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_ask_waits_until", "ask", ["waits_until"], sqlite_where=_WAITS, postgresql_where=_WAITS
    )


def downgrade() -> None:
    op.drop_index("ix_ask_waits_until", table_name="ask")
    op.drop_column("ask", "waits_until")
    op.drop_table("door_sign")
