"""Which e-mail somebody gets from each circle, who follows a thread, and what is still to be told."""

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0066"
branch_labels = None
depends_on = None

_TO_TELL = sa.text("tell_at IS NOT NULL")


def upgrade() -> None:
    kinds = sa.Enum("each", "daily", "digest", "none", name="mail", native_enum=False, length=20)
    op.add_column("circle_member", sa.Column("mail", kinds, nullable=True))
    op.add_column("thread", sa.Column("is_notice", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("post", sa.Column("tell_at", sa.DateTime(timezone=True), nullable=True))
    _index_what_is_to_tell("post")
    op.add_column("mention", sa.Column("written", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "thread_follow",
        _of("thread_follow", "member"),
        _of("thread_follow", "thread"),
        sa.Column("follows", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "thread_id", name=op.f("pk_thread_follow")),
    )
    op.create_index(op.f("ix_thread_follow_thread_id"), "thread_follow", ["thread_id"])
    op.create_table(
        "news_item",
        _of("news_item", "member"),
        _of("news_item", "post"),
        sa.PrimaryKeyConstraint("member_id", "post_id", name=op.f("pk_news_item")),
    )
    op.create_index(op.f("ix_news_item_post_id"), "news_item", ["post_id"])
    op.create_table(
        "circle_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        _of("circle_notice", "member"),
        _of("circle_notice", "circle"),
        sa.Column("tell_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle_notice")),
        sa.UniqueConstraint("member_id", "circle_id", name=op.f("uq_circle_notice_member_id_circle_id")),
    )
    op.create_index(op.f("ix_circle_notice_circle_id"), "circle_notice", ["circle_id"])
    _index_what_is_to_tell("circle_notice")
    _choose_what_was_ticked()
    op.execute("UPDATE mention SET tell_at = NULL")
    op.drop_table("thread_notice")
    op.drop_column("community_wish", "replies")
    op.drop_column("community_wish", "mentions")


def downgrade() -> None:
    for name in ("mentions", "replies"):
        op.add_column(
            "community_wish", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.execute(
        "UPDATE community_wish SET mentions = true, replies = true WHERE member_id IN "
        "(SELECT member_id FROM circle_member WHERE mail IN ('each', 'daily'))"
    )
    op.create_table(
        "thread_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        _of("thread_notice", "member"),
        _of("thread_notice", "thread"),
        sa.Column("tell_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_post_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_notice")),
        sa.UniqueConstraint("member_id", "thread_id", name=op.f("uq_thread_notice_member_id_thread_id")),
    )
    op.create_index(op.f("ix_thread_notice_thread_id"), "thread_notice", ["thread_id"])
    _index_what_is_to_tell("thread_notice")
    for table in ("circle_notice", "news_item", "thread_follow"):
        op.drop_table(table)
    op.drop_column("mention", "written")
    op.drop_index("ix_post_to_tell", table_name="post")
    op.drop_column("post", "tell_at")
    op.drop_column("thread", "is_notice")
    op.drop_column("circle_member", "mail")


def _of(table: str, other: str) -> sa.Column:
    """A column that leads to another table."""
    name = f"{other}_id"
    leads = sa.ForeignKey(f"{other}.id", name=op.f(f"fk_{table}_{name}"))
    return sa.Column(name, sa.Integer(), leads, nullable=False)


def _index_what_is_to_tell(table: str) -> None:
    named = f"ix_{table}_to_tell"
    op.create_index(named, table, ["tell_at"], sqlite_where=_TO_TELL, postgresql_where=_TO_TELL)


def _choose_what_was_ticked() -> None:
    """Whoever ticked replies hears of them as they happen; whoever ticked only mentions, once a day."""
    for mail, ticked in (("each", "replies"), ("daily", "mentions AND NOT replies")):
        members = f"SELECT member_id FROM community_wish WHERE {ticked}"  # noqa: S608 - our own words
        op.execute(
            f"UPDATE circle_member SET mail = '{mail}' "  # noqa: S608 - our own words
            f"WHERE joining = 'in' AND member_id IN ({members})"
        )
