"""Everything that a database holds, as somebody who steals it would read it."""

from pathlib import Path

from sqlalchemy import Engine, inspect, text


def everything_in(engine: Engine) -> bytes:
    """The bytes of SQLite's files, its write-ahead log included; on PostgreSQL every value of every row."""
    if engine.dialect.name == "sqlite":
        file = Path(engine.url.database or "")
        return b"".join(one.read_bytes() for one in sorted(file.parent.glob(f"{file.name}*")))
    with engine.connect() as connection:
        rows = [
            connection.execute(text(f'SELECT * FROM "{table}"')).all()
            for table in inspect(engine).get_table_names()
        ]
    return repr(rows).encode()
