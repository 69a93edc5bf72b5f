"""A logo of the site's own; pages that organisers write, and who was shown which version."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "site_logo",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("header", sa.LargeBinary(), nullable=False),
        sa.Column("icon", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_site_logo")),
    )
    op.create_table(
        "site_page",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_page")),
        sa.UniqueConstraint("kind", "locale", "version", name=op.f("uq_site_page_kind_locale_version")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "page_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_page_consent_member_id")),
        sa.ForeignKeyConstraint(["page_id"], ["site_page.id"], name=op.f("fk_page_consent_page_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_consent")),
    )
    op.create_index(op.f("ix_page_consent_member_id"), "page_consent", ["member_id"])
    op.add_column("member", sa.Column("rules_seen_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("member", "rules_seen_at")
    op.drop_table("page_consent")
    op.drop_table("site_page")
    op.drop_table("site_logo")
