"""Reports, cases, hearings, decisions and appeals."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "moderation_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("introduction_id", sa.Integer(), nullable=False),
        sa.Column(
            "about",
            sa.Enum("connector", "first", "second", name="role", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column(
            "stage",
            sa.Enum("open", "decided", "appealed", name="stage", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=True),
        sa.Column("possible_retaliation", sa.Boolean(), nullable=False),
        sa.Column(
            "rule",
            sa.Enum(
                "hidden_pitch",
                "romantic",
                "harassment",
                "not_them",
                "details",
                "money",
                "copied",
                "pressure",
                "safety",
                "other",
                name="grounds",
                native_enum=False,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("allegation", sa.String(), nullable=False),
        sa.Column("heard_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unheard_because", sa.String(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("side_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("frozen_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erase_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["about_id"], ["member.id"], name="fk_moderation_case_about_id"),
        sa.ForeignKeyConstraint(
            ["introduction_id"], ["introduction.id"], name="fk_moderation_case_introduction_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_moderation_case"),
        sa.UniqueConstraint("public_id", name="uq_moderation_case_public_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_moderation_case_about_id", "moderation_case", ["about_id"], unique=False)
    op.create_index("ix_moderation_case_erase_at", "moderation_case", ["erase_at"], unique=False)
    op.create_index(
        "ix_moderation_case_introduction_id", "moderation_case", ["introduction_id"], unique=False
    )
    op.create_index(
        "ix_moderation_case_open",
        "moderation_case",
        ["introduction_id", "about"],
        unique=True,
        sqlite_where=sa.text("stage = 'open'"),
        postgresql_where=sa.text("stage = 'open'"),
    )
    op.create_index("ix_moderation_case_queue", "moderation_case", ["stage", "severity", "id"], unique=False)
    op.create_table(
        "appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum("connector", "first", "second", name="role", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum("upheld", "changed", "overturned", name="appealoutcome", native_enum=False, length=20),
            nullable=True,
        ),
        sa.Column("reasons", sa.String(), nullable=False),
        sa.Column("second_look", sa.Boolean(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["member.id"], name="fk_appeal_by_id"),
        sa.ForeignKeyConstraint(["case_id"], ["moderation_case.id"], name="fk_appeal_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_appeal"),
        sa.UniqueConstraint("case_id", "role", name="uq_appeal_case_id_role"),
    )
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum("connector", "first", "second", name="role", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("reporter_id", sa.Integer(), nullable=True),
        sa.Column(
            "grounds",
            sa.Enum(
                "hidden_pitch",
                "romantic",
                "harassment",
                "not_them",
                "details",
                "money",
                "copied",
                "pressure",
                "safety",
                "other",
                name="grounds",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["moderation_case.id"], name="fk_report_case_id"),
        sa.ForeignKeyConstraint(["reporter_id"], ["member.id"], name="fk_report_reporter_id"),
        sa.PrimaryKeyConstraint("id", name="pk_report"),
        sa.UniqueConstraint("case_id", "role", name="uq_report_case_id_role"),
    )
    op.create_index("ix_report_reporter_id", "report", ["reporter_id"], unique=False)
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum("upheld", "not_upheld", "unclear", name="outcome", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column(
            "rule",
            sa.Enum(
                "hidden_pitch",
                "romantic",
                "harassment",
                "not_them",
                "details",
                "money",
                "copied",
                "pressure",
                "safety",
                "other",
                name="grounds",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("severity", sa.Integer(), nullable=True),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("facts_for_reporters", sa.String(), nullable=False),
        sa.Column("removes", sa.Boolean(), nullable=False),
        sa.Column("bad_faith_report_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("in_force_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overturned_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["bad_faith_report_id"], ["report.id"], name="fk_decision_bad_faith_report_id"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["member.id"], name="fk_decision_by_id"),
        sa.ForeignKeyConstraint(["case_id"], ["moderation_case.id"], name="fk_decision_case_id"),
        sa.ForeignKeyConstraint(["second_id"], ["member.id"], name="fk_decision_second_id"),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_decision_case_id", "decision", ["case_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_decision_case_id", table_name="decision")
    op.drop_table("decision")
    op.drop_index("ix_report_reporter_id", table_name="report")
    op.drop_table("report")
    op.drop_table("appeal")
    op.drop_index("ix_moderation_case_queue", table_name="moderation_case")
    op.drop_index("ix_moderation_case_open", table_name="moderation_case")
    op.drop_index("ix_moderation_case_introduction_id", table_name="moderation_case")
    op.drop_index("ix_moderation_case_erase_at", table_name="moderation_case")
    op.drop_index("ix_moderation_case_about_id", table_name="moderation_case")
    op.drop_table("moderation_case")
