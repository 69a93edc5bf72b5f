"""Trust: an append-only ledger, each member's lines and standing, and asks that rest."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# What the database itself refuses: (name, before what, what it says).
RULES = (
    ("trust_event_is_kept", "UPDATE", "what stands in the ledger of trust is never changed"),
    ("trust_event_stays", "DELETE", "what stands in the ledger of trust is never taken out"),
)


def make_rules() -> None:
    for name, when, words in RULES:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {when} ON trust_event BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
        else:
            body = f"BEGIN RAISE EXCEPTION '{words}' USING ERRCODE = '23514'; END"
            op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $rule$ {body} $rule$")
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {when} ON trust_event FOR EACH ROW EXECUTE FUNCTION {name}()"
            )


def drop_rules() -> None:
    for name, _when, _words in RULES:
        op.execute(
            f"DROP TRIGGER {name}" + ("" if op.get_bind().dialect.name == "sqlite" else " ON trust_event")
        )
        if op.get_bind().dialect.name != "sqlite":
            op.execute(f"DROP FUNCTION {name}()")


def upgrade() -> None:
    op.create_table(
        "trust_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "joined",
                "founder",
                "useful",
                "upheld",
                "bad_faith",
                "reversed",
                name="kind",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trust_event")),
        sa.UniqueConstraint("about", "kind", name=op.f("uq_trust_event_about_kind")),
    )
    with op.batch_alter_table("trust_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trust_event_at"), ["at"], unique=False)
    op.create_table(
        "trust_line",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("good", sa.Double(), nullable=False),
        sa.Column("harm", sa.Double(), nullable=False),
        sa.Column("other_id", sa.BigInteger(), nullable=True),
        sa.Column("voice", sa.Double(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("openness", sa.Double(), nullable=False),
        sa.Column("house", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["trust_event.id"], name=op.f("fk_trust_line_event_id")),
        sa.PrimaryKeyConstraint("event_id", "position", name=op.f("pk_trust_line")),
    )
    with op.batch_alter_table("trust_line", schema=None) as batch_op:
        batch_op.create_index("ix_trust_line_member_id_event_id", ["member_id", "event_id"], unique=False)
    op.create_table(
        "standing",
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("good", sa.Double(), nullable=False),
        sa.Column("harm", sa.Double(), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("founder", sa.Boolean(), nullable=False),
        sa.Column("inviter_id", sa.BigInteger(), nullable=True),
        sa.Column("house_id", sa.BigInteger(), nullable=True),
        sa.Column("offenders_invited", sa.Integer(), nullable=False),
        sa.Column("held_against_inviter", sa.Boolean(), nullable=False),
        sa.Column("confirmers", sa.JSON(), nullable=False),
        sa.Column("counterparts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_standing")),
    )
    op.create_table(
        "ask_freeze",
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_ask_freeze")),
    )
    make_rules()


def downgrade() -> None:
    drop_rules()
    for table in ("ask_freeze", "standing", "trust_line", "trust_event"):
        op.drop_table(table)
