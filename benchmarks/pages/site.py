"""A site of any size in which everybody lived through the demo's story."""

from collections.abc import Callable
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from benchmarks.bare_site import bare_site
from benchmarks.search.site import AT
from intro_app.db import db
from intro_app.devtools.multiplying import multiply
from intro_app.devtools.story import tell
from tests.support.speed.pages import with_twenty


def laid_out(
    url: str, folder: Path, members: int, settle: Callable[[Flask], object] = lambda _app: None
) -> Flask:
    """Return a site where every eighteen members have lived through the demo's story.

    What `settle` does to it while it is small is done for everybody.
    """
    app = bare_site(url, folder, poll_seconds=0.05)
    with app.app_context():
        db.create_all()
        tell(AT)
        with_twenty("Alice Marsh")
        settle(app)
        multiply(members)
        db.session.remove()
    return app


def database_clock() -> Callable[[], int]:
    """Return what tells how long all processes of the database have run; SQLite runs in this one."""
    if db.engine.dialect.name == "sqlite":
        return lambda: 0
    found = db.session.scalars(
        text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
    ).all()
    files = [Path(f"/proc/{pid}/schedstat") for pid in found]
    return lambda: sum(int(one.read_text().split()[0]) for one in files)
