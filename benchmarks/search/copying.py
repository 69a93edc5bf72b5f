# ruff: noqa: S608  # the names are our own
"""Make a site larger inside its database: each member again, at other places on the wheel.

The words are as common as before. The statements are as fast as the database is.
"""

from collections.abc import Iterator

from sqlalchemy import Connection

from intro_app.db import Model, db

# How many acquaintances there are for each member.
KNOWN = 5
_RANDOM = {
    "postgresql": "(random() * 4611686018427387903)::bigint",
    "sqlite": "abs(random() % 4611686018427387904)",
}
_PUBLIC_ID = {"postgresql": "lpad(({})::text, 22, '0')", "sqlite": "printf('%022d', {})"}


def copied(members: int, times: int) -> None:
    """Add so many copies of the first members, less one."""
    kind = db.engine.dialect.name
    with db.engine.connect() as connection:
        for statement in _prepared(kind):
            connection.exec_driver_sql(statement)
        if kind == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        for copy in range(1, times):
            for statement in _people(kind, members, copy * members):
                connection.exec_driver_sql(statement)
        for statement in _postings(kind, members, times):
            connection.exec_driver_sql(statement)
        for table in ("search_token", "search_word"):
            connection.exec_driver_sql(f"UPDATE {table} SET members = members * {times}")
        _finish(kind, connection)


def _prepared(kind: str) -> Iterator[str]:
    if kind == "postgresql":
        yield from ("SET statement_timeout = 0", "SET maintenance_work_mem = '1GB'", "SET work_mem = '256MB'")
    else:
        yield "PRAGMA cache_size = -500000"


def _people(kind: str, members: int, shift: int) -> Iterator[str]:
    """Yield the statements for one copy of everybody; `shift` is what their ids are larger by."""
    first = f"WHERE {{}} <= {members}"
    new_id = f"id + {shift}"
    yield _again("member", {"id": new_id, "public_id": _PUBLIC_ID[kind].format(new_id)}, first.format("id"))
    moved = {"member_id": f"member_id + {shift}"}
    among = first.format("member_id")
    yield _again("door", moved | {"wheel": _RANDOM[kind]}, among)
    yield _again("door_sign", moved, among)
    place = f"(SELECT wheel FROM door d WHERE d.member_id = search_entry.member_id + {shift})"
    yield _again("search_entry", moved | {"wheel": place}, among)
    ties = {"id": f"id + {shift * KNOWN}"}
    ties |= {name: f"{name} + {shift}" for name in ("a_id", "b_id", "proposed_by_id")}
    yield _again("acquaintance", ties, first.format("b_id"))


def _again(table: str, changed: dict[str, str], among: str) -> str:
    columns = [column.name for column in Model.metadata.tables[table].columns]
    values = ", ".join(changed.get(name, name) for name in columns)
    return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} {among}"


def _postings(kind: str, members: int, times: int) -> Iterator[str]:
    if kind == "postgresql":
        yield "ALTER TABLE search_posting DROP CONSTRAINT pk_search_posting"
        yield (
            "INSERT INTO search_posting (token, wheel, member_id) "
            "SELECT unnest(string_to_array(tokens, ' ')), wheel, member_id FROM search_entry "
            f"WHERE member_id > {members}"
        )
        key = "PRIMARY KEY (token, wheel, member_id)"
        yield f"ALTER TABLE search_posting ADD CONSTRAINT pk_search_posting {key}"
        return
    shifts = ", ".join(f"({copy * members})" for copy in range(1, times))
    yield (
        f"INSERT INTO search_posting WITH shift(s) AS (VALUES {shifts}) "
        "SELECT p.token, d.wheel, d.member_id FROM search_posting p CROSS JOIN shift "
        "JOIN door d ON d.member_id = p.member_id + s ORDER BY 1, 2, 3"
    )


def _finish(kind: str, connection: Connection) -> None:
    if kind == "postgresql":
        connection.exec_driver_sql("RESET ALL")
    else:
        connection.exec_driver_sql("COMMIT")
