"""Records what the database is asked, for tests that count statements or look for one."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event

from intro_app.db import db

# What a process asks every few seconds, whatever is requested.
OF_THE_PROCESS = (
    "FROM site_setting ORDER BY site_setting.id",
    "SELECT max(site_page.id)",
    "FROM own_field ORDER BY own_field.id",
)


@contextmanager
def statements_of(app: Flask, *, leaving_out: Collection[str] = ()) -> Iterator[list[str]]:
    """Yield the statements that this site sends meanwhile, without those that hold one of these words.

    What a process asks every few seconds, whatever is requested, is never among them.
    """
    sent: list[str] = []
    leaving_out = (*leaving_out, *OF_THE_PROCESS)

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if not any(word in statement for word in leaving_out):
            sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
