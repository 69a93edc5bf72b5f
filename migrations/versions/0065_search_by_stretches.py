"""search: words by their place on the wheel, the same on both databases"""

from collections import Counter

import sqlalchemy as sa
from alembic import context, op

from intro_app.text.searching import Entry, shortened

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None

_BATCH = 500
_FULL_TEXT = ("came", "went", "changed")


def upgrade() -> None:
    for statement in _dropped():
        op.execute(statement)
    op.drop_table("search_gram")
    _create()
    _fill()


def downgrade() -> None:
    earlier = context.script.get_revision("0043").module
    for table in ("search_posting", "search_token", "search_slip"):
        op.drop_table(table)
    for statement in earlier._ON_SQLITE if _is_sqlite() else earlier._ON_POSTGRESQL:
        op.execute(statement)
    if _is_sqlite():
        op.execute("INSERT INTO search_fts(rowid, tokens) SELECT wheel, tokens FROM search_entry")
    else:
        op.execute("INSERT INTO search_fts SELECT wheel, tokens::tsvector FROM search_entry")
    op.create_table(
        "search_gram",
        sa.Column("gram", _word(), nullable=False),
        sa.Column("word", _word(), nullable=False),
        sa.PrimaryKeyConstraint("gram", "word", name=op.f("pk_search_gram")),
    )
    op.create_index(op.f("ix_search_gram_word"), "search_gram", ["word"])
    _insert(
        "search_gram", [{"gram": gram, "word": word} for word in _words() for gram in earlier.grams(word)]
    )


def _dropped() -> list[str]:
    if _is_sqlite():
        return [*(f"DROP TRIGGER search_entry_{name}" for name in _FULL_TEXT), "DROP TABLE search_fts"]
    gone = [f"DROP TRIGGER search_entry_{name} ON search_entry" for name in _FULL_TEXT]
    return [*gone, *(f"DROP FUNCTION search_entry_{name}()" for name in _FULL_TEXT), "DROP TABLE search_fts"]


def _create() -> None:
    op.create_table(
        "search_posting",
        sa.Column("token", _word(), nullable=False),
        sa.Column("wheel", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("token", "wheel", "member_id", name=op.f("pk_search_posting")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_token",
        sa.Column("token", _word(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_search_token")),
    )
    op.create_table(
        "search_slip",
        sa.Column("shortened", _word(), nullable=False),
        sa.Column("word", _word(), nullable=False),
        sa.PrimaryKeyConstraint("shortened", "word", name=op.f("pk_search_slip")),
    )
    op.create_index(op.f("ix_search_slip_word"), "search_slip", ["word"])


def _fill() -> None:
    counted, last = Counter(), 0
    entry = sa.table("search_entry", *map(sa.column, ("member_id", "wheel", "said", "stems", "tokens")))
    while rows := _entries_after(entry, last):
        tokens = {row.member_id: Entry(row.said, row.stems).tokens for row in rows}
        changed = sa.update(entry).where(entry.c.member_id == sa.bindparam("who"))
        op.get_bind().execute(
            changed.values(tokens=sa.bindparam("held")),
            [{"who": who, "held": held} for who, held in tokens.items()],
        )
        found = [
            {"token": token, "wheel": row.wheel, "member_id": row.member_id}
            for row in rows
            for token in tokens[row.member_id].split()
        ]
        _insert("search_posting", found)
        counted.update(row["token"] for row in found)
        last = rows[-1].member_id
    _insert("search_token", [{"token": token, "members": counted[token]} for token in sorted(counted)])
    slips = [{"shortened": less, "word": word} for word in _words() for less in sorted(shortened(word))]
    _insert("search_slip", slips)


def _entries_after(entry, last: int):
    found = sa.select(entry).where(entry.c.member_id > last).order_by(entry.c.member_id).limit(_BATCH)
    return op.get_bind().execute(found).all()


def _words() -> list[str]:
    return list(op.get_bind().scalars(sa.text("SELECT word FROM search_word ORDER BY word")))


def _insert(table: str, rows: list[dict]) -> None:
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        op.get_bind().execute(sa.insert(sa.table(table, *map(sa.column, batch[0]))), batch)


def _word() -> sa.String:
    return sa.String().with_variant(sa.String(collation="C"), "postgresql")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
