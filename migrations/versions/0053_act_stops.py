"""What a decision stops a member from doing for some days."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_ACTS = sa.Enum("writing", "hosting", "pinning", "inviting", name="act", native_enum=False, length=20)


def upgrade() -> None:
    op.create_table(
        "act_stop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("act", _ACTS, nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("since", _TIME, nullable=False),
        sa.Column("until", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_act_stop_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act_stop")),
        sa.UniqueConstraint("decision_id", "act", name=op.f("uq_act_stop_decision_id_act")),
    )
    op.create_index(op.f("ix_act_stop_member_id"), "act_stop", ["member_id"])
    op.add_column("decision", sa.Column("stops", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("decision", sa.Column("stop_days", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("decision", "stop_days")
    op.drop_column("decision", "stops")
    op.drop_table("act_stop")
