"""Whether the database has the schema that this version of the code needs."""

from enum import Enum
from functools import lru_cache

from intro_app.config import asset_dir
from intro_app.db.base import db


class Schema(Enum):
    """How the database's schema compares to the code; the value says what to do about it."""

    NEWEST = ""
    OLDER = "The database has an older schema than this version wants: run `intro db upgrade`."
    EMPTY = "The database is empty: run `intro db upgrade`."
    UNKNOWN = "The database has a schema that this version does not know: it was made by a newer one."


def schema() -> Schema:
    """Return how the current application's schema compares to the code. Database errors are passed on."""
    found = revisions()
    if not found:
        return Schema.EMPTY
    heads, known = _heads_and_known()
    if found == heads:
        return Schema.NEWEST
    return Schema.OLDER if found <= known else Schema.UNKNOWN


def revisions() -> frozenset[str]:
    """Return the revisions that the current application's database has. Database errors are passed on."""
    from alembic.migration import MigrationContext  # a web server needs it for one page only

    with db.engine.connect() as connection:
        return frozenset(MigrationContext.configure(connection).get_current_heads())


def known_revisions() -> frozenset[str]:
    """Return every revision that this version knows."""
    return _heads_and_known()[1]


@lru_cache(maxsize=1)
def _heads_and_known() -> tuple[frozenset[str], frozenset[str]]:
    """Return the newest revisions and all revisions that the migrations know."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(asset_dir("migrations")))
    return frozenset(scripts.get_heads()), frozenset(script.revision for script in scripts.walk_revisions())
