"""The index by which members are found, with everybody who is here."""

from collections import Counter

import sqlalchemy as sa
from alembic import op

from intro_app.text.searching import Field, entry_of

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

_BATCH = 500
_FIELDS = ("name", "headline", "can_help_with", "looking_for", "place", "languages")
_ON_SQLITE = (
    (
        "CREATE VIRTUAL TABLE search_fts USING fts5"
        "(tokens, content='search_entry', content_rowid='wheel', tokenize='ascii', prefix='2 3')"
    ),
    (
        "CREATE TRIGGER search_entry_came AFTER INSERT ON search_entry BEGIN "
        "INSERT INTO search_fts(rowid, tokens) VALUES (new.wheel, new.tokens); END"
    ),
    (
        "CREATE TRIGGER search_entry_went AFTER DELETE ON search_entry BEGIN "
        "INSERT INTO search_fts(search_fts, rowid, tokens) VALUES ('delete', old.wheel, old.tokens); END"
    ),
    (
        "CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_entry WHEN old.tokens <> new.tokens BEGIN "
        "INSERT INTO search_fts(search_fts, rowid, tokens) VALUES ('delete', old.wheel, old.tokens); "
        "INSERT INTO search_fts(rowid, tokens) VALUES (new.wheel, new.tokens); END"
    ),
)


def _kept(name: str, change: str, does: str) -> tuple[str, str]:
    """Return the statements that let a trigger on PostgreSQL do this after a change."""
    body = f"$kept$ BEGIN {does}; RETURN NULL; END $kept$"
    runs = f"FOR EACH ROW EXECUTE FUNCTION search_entry_{name}()"
    return (
        f"CREATE FUNCTION search_entry_{name}() RETURNS trigger LANGUAGE plpgsql AS {body}",
        f"CREATE TRIGGER search_entry_{name} AFTER {change} ON search_entry {runs}",
    )


_ON_POSTGRESQL = (
    "CREATE TABLE search_fts (wheel bigint PRIMARY KEY, tokens tsvector NOT NULL)",
    "CREATE INDEX ix_search_fts_tokens ON search_fts USING gin (tokens)",
    *_kept("came", "INSERT", "INSERT INTO search_fts VALUES (NEW.wheel, NEW.tokens::tsvector)"),
    *_kept("went", "DELETE", "DELETE FROM search_fts WHERE wheel = OLD.wheel"),
    *_kept(
        "changed",
        "UPDATE",
        "UPDATE search_fts SET tokens = NEW.tokens::tsvector WHERE wheel = NEW.wheel",
    ),
)


def upgrade() -> None:
    word = sa.String().with_variant(sa.String(collation="C"), "postgresql")
    op.create_table(
        "search_entry",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("wheel", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("stems", sa.String(), nullable=False),
        sa.Column("tokens", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_search_entry_member_id")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_search_entry")),
        sa.UniqueConstraint("wheel", name=op.f("uq_search_entry_wheel")),
    )
    op.create_table(
        "search_word",
        sa.Column("word", word, nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_search_word")),
    )
    op.create_table(
        "search_gram",
        sa.Column("gram", word, nullable=False),
        sa.Column("word", word, nullable=False),
        sa.PrimaryKeyConstraint("gram", "word", name=op.f("pk_search_gram")),
    )
    op.create_index(op.f("ix_search_gram_word"), "search_gram", ["word"])
    for statement in _ON_SQLITE if op.get_bind().dialect.name == "sqlite" else _ON_POSTGRESQL:
        op.execute(statement)
    _fill()


def downgrade() -> None:
    op.execute("DROP TABLE search_fts")
    for table in ("search_gram", "search_word", "search_entry"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for name in ("came", "went", "changed"):
            op.execute(f"DROP FUNCTION search_entry_{name}()")


def _fill() -> None:
    groups, counted, last = _groups(), Counter(), 0
    while rows := _members_after(last):
        entries = [(row, _entry(row, groups.get(row.id, ()))) for row in rows]
        columns = ("member_id", "wheel", "name", "said", "stems", "tokens")
        _insert(
            "search_entry",
            columns,
            [
                (row.id, row.wheel, entry.name, entry.said, entry.stems, entry.tokens)
                for row, entry in entries
            ],
        )
        for _row, entry in entries:
            counted.update(entry.vocabulary)
        last = rows[-1].id
    words = sorted(counted)
    for start in range(0, len(words), _BATCH):
        batch = words[start : start + _BATCH]
        _insert("search_word", ("word", "members"), [(word, counted[word]) for word in batch])
        _insert(
            "search_gram", ("gram", "word"), [(gram, word) for word in batch for gram in sorted(grams(word))]
        )


def _members_after(last: int):
    member = sa.table("member", *(sa.column(name) for name in ("id", "left_at", *_FIELDS)))
    door = sa.table("door", sa.column("member_id"), sa.column("wheel"))
    found = sa.select(member.c.id, door.c.wheel, *(member.c[name] for name in _FIELDS))
    found = found.join(door, door.c.member_id == member.c.id)
    found = found.where(member.c.id > last, member.c.left_at.is_(None)).order_by(member.c.id).limit(_BATCH)
    return op.get_bind().execute(found).all()


def _groups() -> dict[int, list[str]]:
    """The names of the groups that members show."""
    found = sa.text(
        "SELECT DISTINCT m.member_id, g.id, g.name FROM group_membership m JOIN member_group g "
        "ON g.id = m.group_id WHERE m.shown AND m.since IS NOT NULL AND m.ended_at IS NULL "
        "AND g.closed_at IS NULL ORDER BY m.member_id, g.id"
    )
    names: dict[int, list[str]] = {}
    for member_id, _group_id, name in op.get_bind().execute(found):
        names.setdefault(member_id, []).append(name)
    return names


def grams(word: str) -> set[str]:
    """Three letters in a row, as typos were looked up by them then."""
    padded = f"  {word} "
    return {padded[place : place + 3] for place in range(len(padded) - 2)}


def _entry(row, groups):
    texts = {Field[name.upper()]: getattr(row, name) for name in _FIELDS}
    return entry_of(texts).with_field(Field.GROUPS, groups)


def _insert(table: str, columns: tuple[str, ...], rows: list[tuple]) -> None:
    if rows:
        into = sa.table(table, *(sa.column(name) for name in columns))
        op.get_bind().execute(sa.insert(into), [dict(zip(columns, row, strict=True)) for row in rows])
