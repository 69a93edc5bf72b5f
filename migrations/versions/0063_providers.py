"""Accounts at OpenID providers, what waits for a second proof, and what opened a session."""

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "provider_identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("identity_hash", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("group_ids", sa.JSON(), nullable=False),
        sa.Column("connected_at", _TIME, nullable=False),
        sa.Column("used_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_provider_identity_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_identity")),
        sa.UniqueConstraint("identity_hash", name=op.f("uq_provider_identity_identity_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_provider_identity_member_id"), "provider_identity", ["member_id"])
    op.create_table(
        "provider_proof",
        sa.Column("id_hash", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("identity_hash", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("groups", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("made_at", _TIME, nullable=False),
        sa.Column("proved_at", _TIME, nullable=True),
        sa.Column("onward", sa.String(), nullable=False),
        sa.Column("brought_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_provider_proof")),
    )
    op.create_index(op.f("ix_provider_proof_made_at"), "provider_proof", ["made_at"])
    op.add_column("session", sa.Column("opened_by", sa.String(), nullable=False, server_default=""))
    op.add_column("session", sa.Column("proved_at", _TIME, nullable=True))


def downgrade() -> None:
    op.drop_column("session", "proved_at")
    op.drop_column("session", "opened_by")
    op.drop_table("provider_proof")
    op.drop_table("provider_identity")
