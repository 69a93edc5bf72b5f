"""Times to meet, offered after an introduction."""

import sqlalchemy as sa
from alembic import op

revision = "0088"
down_revision = "0087"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moments = ("second_at", "third_at", "answered_at", "chosen_at")
    op.create_table(
        "slot_offer",
        sa.Column("introduction_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "from_role",
            sa.Enum("first", "second", "connector", name="role", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.DateTime(timezone=True), nullable=False)
            for name in ("first_at", "offered_at", "erase_at")
        ),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in moments),
        sa.ForeignKeyConstraint(
            ["introduction_id"], ["introduction.id"], name=op.f("fk_slot_offer_introduction_id")
        ),
        sa.PrimaryKeyConstraint("introduction_id", name=op.f("pk_slot_offer")),
    )
    op.create_index(op.f("ix_slot_offer_erase_at"), "slot_offer", ["erase_at"])


def downgrade() -> None:
    op.drop_table("slot_offer")
