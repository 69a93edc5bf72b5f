"""What an e-mail is to its reader, for the budgets of a mailbox; and when a pair was asked about each other."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# E-mails of before that are counted on a budget, by the name of their template.
_BEFORE = {
    "unrequested": ("ask_guest", "acquaintance_question", "circle_invitation", "circle_offered"),
    "ask": ("ask_connector", "ask_recipient", "ask_directly", "ask_offered", "still_open"),
    "code": ("guest_code",),
    "security": ("sign_in", "passkey_added"),
    "sign_up": ("join",),
}


def upgrade() -> None:
    with op.batch_alter_table("outbox_message") as table:
        table.add_column(sa.Column("mail_kind", sa.String(20), nullable=False, server_default="expected"))
    message = sa.table("outbox_message", sa.column("kind", sa.String), sa.column("mail_kind", sa.String))
    for mail_kind, kinds in _BEFORE.items():
        op.execute(message.update().where(message.c.kind.in_(kinds)).values(mail_kind=mail_kind))
    with op.batch_alter_table("sign_in") as table:
        table.add_column(sa.Column("familiar", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "acquaintance_question",
        sa.Column("a_id", sa.Integer(), nullable=False),
        sa.Column("b_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refused_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("a_id < b_id", name=op.f("ck_acquaintance_question_order")),
        sa.ForeignKeyConstraint(["a_id"], ["member.id"], name=op.f("fk_acquaintance_question_a_id")),
        sa.ForeignKeyConstraint(["b_id"], ["member.id"], name=op.f("fk_acquaintance_question_b_id")),
        sa.PrimaryKeyConstraint("a_id", "b_id", name=op.f("pk_acquaintance_question")),
    )
    op.create_index(op.f("ix_acquaintance_question_b_id"), "acquaintance_question", ["b_id"])
    op.create_index(op.f("ix_acquaintance_question_asked_at"), "acquaintance_question", ["asked_at"])
    asked = "SELECT a_id, b_id, proposed_at, CASE WHEN declined_at IS NULL THEN NULL WHEN proposed_by_id = a_id THEN b_id "
    op.execute(
        f"INSERT INTO acquaintance_question (a_id, b_id, asked_at, refused_by) {asked} ELSE a_id END FROM acquaintance"
    )


def downgrade() -> None:
    op.drop_table("acquaintance_question")
    with op.batch_alter_table("sign_in") as table:
        table.drop_column("familiar")
    with op.batch_alter_table("outbox_message") as table:
        table.drop_column("mail_kind")
