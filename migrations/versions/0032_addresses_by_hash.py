"""Members and requests to sign in are found by the keyed hash of their mailbox; domains in the outbox are hashed."""

import hmac

import sqlalchemy as sa
from alembic import op
from flask import current_app

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_IS_DOMAIN = "domain IS NOT NULL AND NOT (length(domain) = 64 AND domain NOT LIKE '%.%')"
_HAS_MAILBOX = sa.text("mailbox_hash <> ''")


def upgrade() -> None:
    _replace("member", "mailbox", _hashed, into="mailbox_hash", only="left_at IS NULL AND mailbox_hash = ''")
    op.drop_index("ix_member_mailbox_hash", "member")
    with op.batch_alter_table("member", table_kwargs={"sqlite_autoincrement": True}) as member:
        member.drop_constraint("uq_member_mailbox", type_="unique")
        member.drop_column("mailbox")
    op.create_index(
        "ix_member_mailbox_hash",
        "member",
        ["mailbox_hash"],
        unique=True,
        sqlite_where=_HAS_MAILBOX,
        postgresql_where=_HAS_MAILBOX,
    )
    op.execute("ALTER TABLE sign_in RENAME COLUMN mailbox TO mailbox_hash")
    _replace("sign_in", "mailbox_hash", _hashed)
    for table in ("outbox_message", "domain_pause"):
        _replace(table, "domain", _hashed_domain, only=_IS_DOMAIN)


def downgrade() -> None:
    """Nobody can read addresses out of their hashes: members are given a mailbox that no address has."""
    op.execute("ALTER TABLE sign_in RENAME COLUMN mailbox_hash TO mailbox")
    op.drop_index("ix_member_mailbox_hash", "member")
    op.add_column("member", sa.Column("mailbox", sa.String(), nullable=True))
    op.execute("UPDATE member SET mailbox = 'unknown:' || id")
    with op.batch_alter_table("member", table_kwargs={"sqlite_autoincrement": True}) as member:
        member.alter_column("mailbox", existing_type=sa.String(), nullable=False)
        member.create_unique_constraint("uq_member_mailbox", ["mailbox"])
    op.create_index("ix_member_mailbox_hash", "member", ["mailbox_hash"])


def _replace(table: str, column: str, hashed, *, into: str = "", only: str = "TRUE") -> None:
    """Write the hash of each value of a column over it, or into another column."""
    connection, into = op.get_bind(), into or column
    rows = sa.table(table, sa.column(column), sa.column(into))
    key = current_app.extensions["settings"].lasting_key.encode()
    for value in connection.scalars(sa.select(rows.c[column]).where(sa.text(only)).distinct()).all():
        here = rows.c[column] == value, sa.text(only)
        connection.execute(sa.update(rows).where(*here).values({into: hashed(key, value)}))


def _hashed(key: bytes, mailbox: str) -> str:
    return hmac.new(key, mailbox.encode(), "sha256").hexdigest()


def _hashed_domain(key: bytes, domain: str) -> str:
    return hmac.new(key, f"intro/domain/{domain}".encode(), "sha256").hexdigest()
