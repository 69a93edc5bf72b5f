"""Hashes of texts are keyed, so that nobody can try texts against them; a text may be sealed with another key."""

import hmac
from hashlib import sha256

import sqlalchemy as sa
from alembic import op
from flask import current_app

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_TEXT_RULE = (
    "introduction",
    "introduction_keeps_its_text",
    "the text of an introduction is fixed when it is sent",
)
_CONSENT_RULE = ("consent", "consent_is_kept", "a consent is taken back, never changed")
_FIXED = (
    "NEW.text_hash <> OLD.text_hash OR (CAST(NEW.text AS TEXT) <> CAST(OLD.text AS TEXT)"
    " AND (OLD.text_erased_at IS NOT NULL OR NEW.text_erased_at IS NULL OR NEW.wound_up_at IS NULL))"
)
_FIXED_BUT_FOR_ITS_KEY = (
    "NEW.text_hash <> OLD.text_hash OR (CAST(NEW.text AS TEXT) <> CAST(OLD.text AS TEXT)"
    " AND (OLD.text_erased_at IS NOT NULL OR NEW.text_erased_at IS NULL OR NEW.wound_up_at IS NULL)"
    " AND (SUBSTR(CAST(NEW.text AS TEXT), 1, 4) <> '\"m1.'"
    " OR SUBSTR(CAST(NEW.text AS TEXT), 1, 13) = SUBSTR(CAST(OLD.text AS TEXT), 1, 13)))"
)
_CONSENT_CHANGED = (
    "NEW.text_hash <> OLD.text_hash OR NEW.seen_hash <> OLD.seen_hash OR NEW.role <> OLD.role"
    " OR NEW.introduction_id <> OLD.introduction_id OR NEW.given_at <> OLD.given_at"
    " OR CAST(NEW.shares AS TEXT) <> CAST(OLD.shares AS TEXT)"
    " OR (OLD.taken_back_at IS NOT NULL AND NEW.taken_back_at IS NULL)"
)


def upgrade() -> None:
    _drop_rule(_TEXT_RULE)
    _drop_rule(_CONSENT_RULE)
    if not _are_keyed():
        _key_hashes("introduction", "text_hash")
        _key_hashes("consent", "text_hash")
        _key_hashes("consent", "seen_hash")
    _make_rule(_TEXT_RULE, _FIXED_BUT_FOR_ITS_KEY)
    _make_rule(_CONSENT_RULE, _CONSENT_CHANGED)


def downgrade() -> None:
    """The hashes stay keyed, and a row says so: without the words that were erased nobody can make the others."""
    _drop_rule(_TEXT_RULE)
    _make_rule(_TEXT_RULE, _FIXED)


def _are_keyed() -> bool:
    """Return whether the hashes were keyed by an earlier upgrade; from now on they are."""
    checks = sa.table(
        "key_check", sa.column("name"), sa.column("value"), sa.column("recorded_at", sa.DateTime())
    )
    mark = {"name": "TEXT_HASHES", "value": "keyed"}
    there = sa.select(sa.func.count()).where(checks.c.name == mark["name"])
    if op.get_bind().scalar(there.select_from(checks)):
        return True
    op.get_bind().execute(sa.insert(checks).values(**mark, recorded_at=sa.func.current_timestamp()))
    return False


def _key_hashes(table: str, column: str) -> None:
    connection, rows = op.get_bind(), sa.table(table, sa.column(column))
    key = current_app.extensions["settings"].lasting_key.encode()
    for hashed in connection.scalars(sa.select(rows.c[column]).distinct()).all():
        keyed = hmac.new(key, f"intro/text/{hashed}".encode(), sha256).hexdigest()
        connection.execute(sa.update(rows).where(rows.c[column] == hashed).values({column: keyed}))


def _drop_rule(rule: tuple[str, str, str]) -> None:
    table, name, _words = rule
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {name}")
        return
    op.execute(f"DROP TRIGGER {name} ON {table}")
    op.execute(f"DROP FUNCTION {name}()")


def _make_rule(rule: tuple[str, str, str], broken: str) -> None:
    table, name, words = rule
    if op.get_bind().dialect.name == "sqlite":
        refused = f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
        op.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} WHEN {broken} {refused}")
        return
    body = (
        f"BEGIN IF {broken} THEN RAISE EXCEPTION '{words}' USING ERRCODE = '23514'; END IF; RETURN NEW; END"
    )
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $rule$ {body} $rule$")
    op.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
