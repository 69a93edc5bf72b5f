"""Follow-ups: how it went, and thank-you notes."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "follow_up",
        sa.Column("introduction_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("concluded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("useful_pair", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["introduction_id"], ["introduction.id"], name=op.f("fk_follow_up_introduction_id")
        ),
        sa.PrimaryKeyConstraint("introduction_id", name=op.f("pk_follow_up")),
        sa.UniqueConstraint("useful_pair", name=op.f("uq_follow_up_useful_pair")),
    )
    op.create_index(
        "ix_follow_up_to_conclude",
        "follow_up",
        ["ends_at"],
        unique=False,
        sqlite_where=sa.text("concluded_at IS NULL"),
        postgresql_where=sa.text("concluded_at IS NULL"),
    )

    op.create_table(
        "please_delete",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("introduction_id", sa.Integer(), nullable=False),
        sa.Column(
            "from_role",
            sa.Enum("connector", "first", "second", name="role", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["introduction_id"], ["introduction.id"], name=op.f("fk_please_delete_introduction_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_please_delete")),
        sa.UniqueConstraint(
            "introduction_id", "from_role", name=op.f("uq_please_delete_introduction_id_from_role")
        ),
    )
    op.create_table(
        "thanks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("introduction_id", sa.Integer(), nullable=False),
        sa.Column(
            "from_role",
            sa.Enum("connector", "first", "second", name="role", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column(
            "to_role",
            sa.Enum("connector", "first", "second", name="role", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["introduction_id"], ["introduction.id"], name=op.f("fk_thanks_introduction_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thanks")),
        sa.UniqueConstraint(
            "introduction_id",
            "from_role",
            "to_role",
            name=op.f("uq_thanks_introduction_id_from_role_to_role"),
        ),
    )
    op.create_table(
        "follow_up_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("introduction_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum("connector", "first", "second", name="role", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_once_more", sa.Boolean(), nullable=False),
        sa.Column(
            "talked",
            sa.Enum("yes", "not_yet", "no", "heard_nothing", name="talked", native_enum=False, length=20),
            nullable=True,
        ),
        sa.Column(
            "worth", sa.Enum("yes", "so_so", "no", name="worth", native_enum=False, length=20), nullable=True
        ),
        sa.Column(
            "as_said", sa.Enum("yes", "no", name="assaid", native_enum=False, length=20), nullable=True
        ),
        sa.Column("connector_may_know", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["introduction_id"],
            ["follow_up.introduction_id"],
            name=op.f("fk_follow_up_reply_introduction_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_reply")),
        sa.UniqueConstraint("introduction_id", "role", name=op.f("uq_follow_up_reply_introduction_id_role")),
    )
    op.create_index(
        "ix_follow_up_reply_to_remind",
        "follow_up_reply",
        ["remind_at"],
        unique=False,
        sqlite_where=sa.text("remind_at IS NOT NULL"),
        postgresql_where=sa.text("remind_at IS NOT NULL"),
    )

    op.create_index(
        "ix_introduction_connected",
        "introduction",
        ["ended_at"],
        unique=False,
        sqlite_where=sa.text("state = 'connected'"),
        postgresql_where=sa.text("state = 'connected'"),
    )


def downgrade() -> None:
    op.drop_index("ix_introduction_connected", "introduction")

    op.drop_index("ix_follow_up_reply_to_remind", "follow_up_reply")

    op.drop_table("follow_up_reply")
    op.drop_table("thanks")
    op.drop_table("please_delete")
    op.drop_index("ix_follow_up_to_conclude", "follow_up")

    op.drop_table("follow_up")
