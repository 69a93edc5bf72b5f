"""Suggestions to connectors, who may be suggested, and whether the digest shows them."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

_TICKS = (("door", "suggested"), ("door_sign", "suggested"), ("community_wish", "suggestions"))


def upgrade() -> None:
    for table, tick in _TICKS:
        op.add_column(table, sa.Column(tick, sa.Boolean(), server_default=sa.false(), nullable=False))
    _suggestions()
    _rests()
    op.create_table(
        "suggestion_turn",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_suggestion_turn_member_id_member")
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_suggestion_turn")),
    )
    op.create_index(op.f("ix_suggestion_turn_next_at"), "suggestion_turn", ["next_at"])


def _suggestions() -> None:
    op.create_table(
        "suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("connector_id", sa.Integer(), nullable=False),
        sa.Column("seeker_id", sa.Integer(), nullable=False),
        sa.Column("helper_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        *_members("suggestion", "connector_id", "seeker_id", "helper_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
        sa.UniqueConstraint(
            "connector_id",
            "seeker_id",
            "helper_id",
            name=op.f("uq_suggestion_connector_id_seeker_id_helper_id"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_suggestion_seeker_id", "suggestion", ["seeker_id", "made_at"])
    op.create_index("ix_suggestion_helper_id", "suggestion", ["helper_id", "made_at"])
    op.create_index(op.f("ix_suggestion_made_at"), "suggestion", ["made_at"])


def _rests() -> None:
    """Add the pairs that rest; at first those whom connectors brought together before."""
    op.create_table(
        "suggestion_rest",
        sa.Column("connector_id", sa.Integer(), nullable=False),
        sa.Column("a_id", sa.Integer(), nullable=False),
        sa.Column("b_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("a_id < b_id", name=op.f("ck_suggestion_rest_order")),
        *_members("suggestion_rest", "connector_id", "a_id", "b_id"),
        sa.PrimaryKeyConstraint("connector_id", "a_id", "b_id", name=op.f("pk_suggestion_rest")),
    )
    op.create_index(op.f("ix_suggestion_rest_a_id"), "suggestion_rest", ["a_id"])
    op.create_index(op.f("ix_suggestion_rest_b_id"), "suggestion_rest", ["b_id"])
    op.execute(
        """
        INSERT INTO suggestion_rest (connector_id, a_id, b_id, since)
        SELECT connector_id,
            CASE WHEN first_id < second_id THEN first_id ELSE second_id END AS a_id,
            CASE WHEN first_id < second_id THEN second_id ELSE first_id END AS b_id,
            max(sent_at)
        FROM introduction
        WHERE connector_id IS NOT NULL AND first_id <> second_id
            AND NOT EXISTS (SELECT 1 FROM guest WHERE guest.introduction_id = introduction.id)
            AND (way = 'offered' OR EXISTS (
                SELECT 1 FROM ask
                WHERE ask.introduction_id = introduction.id AND ask.role = 'connector' AND ask.answer = 'yes'
            ))
        GROUP BY connector_id, 2, 3
        """
    )


def _members(table: str, *columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([one], ["member.id"], name=op.f(f"fk_{table}_{one}_member"))
        for one in columns
    ]


def downgrade() -> None:
    for table in ("suggestion_turn", "suggestion_rest", "suggestion"):
        op.drop_table(table)
    for table, tick in reversed(_TICKS):
        op.drop_column(table, tick)
