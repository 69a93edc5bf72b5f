"""Everything that a database holds: as somebody who steals it would read it, and as the site reads it."""

from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, inspect, select, text

from intro_app.cli.backup.copying import run_tool
from intro_app.db import Model


def everything_in(engine: Engine) -> bytes:
    """The bytes of SQLite's files, its write-ahead log included; on PostgreSQL every value, and a dump."""
    if engine.dialect.name == "sqlite":
        file = Path(engine.url.database or "")
        return b"".join(one.read_bytes() for one in sorted(file.parent.glob(f"{file.name}*")))
    with engine.connect() as connection:
        rows = [
            connection.execute(text(f'SELECT * FROM "{table}"')).all()
            for table in inspect(engine).get_table_names()
        ]
    return repr(rows).encode() + _dump(engine)


def _dump(engine: Engine) -> bytes:
    """What `pg_dump` writes of the rows, as text: a dump for a backup is the same, compressed."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "site.sql"
        run_tool("pg_dump", engine.url, "--data-only", f"--file={file}")
        return file.read_bytes()


def everything_opened(engine: Engine) -> bytes:
    """Every value of every row with what is sealed opened. Requires an application context, for its keys."""
    with engine.connect() as connection:
        rows = [connection.execute(select(table)).all() for table in Model.metadata.sorted_tables]
    return "".join(str(value) for some in rows for row in some for value in row).encode()
