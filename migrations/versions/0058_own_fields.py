"""Fields that staff add to the profile, what members answer there, and its words in the search's index."""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

# An entry from before has seven lines; each gets an eighth, which is empty.
_SEVEN = "length({0}) - length(replace({0}, {1}, '')) = 6"


def upgrade() -> None:
    _make_tables()
    with op.batch_alter_table("join_request", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.add_column(sa.Column("own_answers", sa.JSON(), nullable=True))
    op.add_column("glimpse", sa.Column("own_fields", sa.JSON(), nullable=True))
    line = "char(10)" if op.get_bind().dialect.name == "sqlite" else "chr(10)"
    op.execute(
        f"UPDATE search_entry SET said = said || {line} || '  ', stems = stems || {line} "  # noqa: S608 - no input
        f"WHERE {_SEVEN.format('said', line)}"
    )


def downgrade() -> None:
    op.drop_column("glimpse", "own_fields")
    with op.batch_alter_table("join_request", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_column("own_answers")
    for table in ("own_field_value", "own_field_change", "own_field"):
        op.drop_table(table)


def _make_tables() -> None:
    op.create_table(
        "own_field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("hints", sa.JSON(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("agreed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_field")),
        sa.UniqueConstraint("public_id", name=op.f("uq_own_field_public_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "own_field_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["field_id"], ["own_field.id"], name=op.f("fk_own_field_change_field_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_field_change")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_own_field_change_field_id"), "own_field_change", ["field_id"])
    op.create_table(
        "own_field_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("agreed", sa.Integer(), nullable=False),
        sa.Column("shown_text", sa.String(), nullable=False),
        sa.Column("sealed_text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["field_id"], ["own_field.id"], name=op.f("fk_own_field_value_field_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_own_field_value_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_field_value")),
        sa.UniqueConstraint("field_id", "member_id", name=op.f("uq_own_field_value_field_id_member_id")),
    )
    op.create_index(op.f("ix_own_field_value_member_id"), "own_field_value", ["member_id"])
