"""The full-text index of each database, a table of its own that triggers keep as `search_entry` is.

Tokens hold letters and digits only, so both databases read them as they are.
"""

from sqlalchemy import DDL, event

from intro_app.search.models import SearchEntry

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
        "CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_entry "
        "WHEN old.tokens <> new.tokens BEGIN "
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


def _with_table() -> None:
    """Let `create_all` and `drop_all` make and remove the full-text index, too."""
    for dialect, statements in (("sqlite", _ON_SQLITE), ("postgresql", _ON_POSTGRESQL)):
        for statement in statements:
            made = DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]  # untyped in SQLAlchemy
            event.listen(SearchEntry.__table__, "after_create", made)
    gone = DDL("DROP TABLE IF EXISTS search_fts")  # type: ignore[no-untyped-call]  # as above
    event.listen(SearchEntry.__table__, "before_drop", gone)


_with_table()
