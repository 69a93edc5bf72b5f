"""Cases about what somebody wrote outside introductions, with what a moderator took down."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

_KINDS = ("introduction", "post", "board_note", "profile", "circle", "gathering", "thank_you")
_TIME = sa.DateTime(timezone=True)
_OPEN = sa.text("stage = 'open'")


def upgrade() -> None:
    kind = sa.Enum(*_KINDS, name="kind", native_enum=False, length=20)
    with op.batch_alter_table("moderation_case", table_kwargs={"sqlite_autoincrement": True}) as case:
        case.add_column(sa.Column("kind", kind, nullable=False, server_default="introduction"))
        case.add_column(sa.Column("subject_id", sa.Integer(), nullable=True))
        case.add_column(sa.Column("involved_id", sa.Integer(), nullable=True))
        case.add_column(sa.Column("withheld", sa.JSON(), nullable=True))
        case.alter_column("introduction_id", existing_type=sa.Integer(), nullable=True)
        case.create_foreign_key("fk_moderation_case_involved_id", "member", ["involved_id"], ["id"])
    op.create_index(
        "ix_moderation_case_subject",
        "moderation_case",
        ["kind", "subject_id"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    with op.batch_alter_table("report") as report:
        report.drop_constraint("uq_report_case_id_role", type_="unique")
        report.create_unique_constraint("uq_report_case_id_reporter_id", ["case_id", "reporter_id"])
    with op.batch_alter_table("appeal") as appeal:
        appeal.add_column(sa.Column("report_id", sa.Integer(), nullable=False, server_default="0"))
        appeal.drop_constraint("uq_appeal_case_id_role", type_="unique")
        appeal.create_unique_constraint("uq_appeal_case_id_role_report_id", ["case_id", "role", "report_id"])
    for table in ("post", "circle", "gathering", "thanks"):
        op.add_column(table, sa.Column("taken_down_at", _TIME, nullable=True))


def downgrade() -> None:
    for table in ("thanks", "gathering", "circle", "post"):
        op.drop_column(table, "taken_down_at")
    with op.batch_alter_table("appeal") as appeal:
        appeal.drop_constraint("uq_appeal_case_id_role_report_id", type_="unique")
        appeal.create_unique_constraint("uq_appeal_case_id_role", ["case_id", "role"])
        appeal.drop_column("report_id")
    with op.batch_alter_table("report") as report:
        report.drop_constraint("uq_report_case_id_reporter_id", type_="unique")
        report.create_unique_constraint("uq_report_case_id_role", ["case_id", "role"])
    op.drop_index("ix_moderation_case_subject", table_name="moderation_case")
    with op.batch_alter_table("moderation_case", table_kwargs={"sqlite_autoincrement": True}) as case:
        case.drop_constraint("fk_moderation_case_involved_id", type_="foreignkey")
        case.alter_column("introduction_id", existing_type=sa.Integer(), nullable=False)
        for name in ("withheld", "involved_id", "subject_id", "kind"):
            case.drop_column(name)
