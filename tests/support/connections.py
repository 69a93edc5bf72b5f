"""Connections that sites of this process keep ready for the next request."""

from sqlalchemy import QueuePool

from intro_app.db import db


def close_what_is_ready() -> None:
    """Close them, whichever site has them, so that none outlives its database or is left to the collector.

    The next database stands under the same address, and what was open to the last one would be taken for it.
    """
    for engines in list(db._app_engines.values()):
        for engine in engines.values():
            if isinstance(engine.pool, QueuePool) and engine.pool.checkedin():
                engine.dispose()
