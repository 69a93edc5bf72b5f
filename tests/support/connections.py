"""Engines of this process's sites, and the connections that they keep ready for the next request."""

from flask import Flask
from sqlalchemy import Engine, QueuePool

from intro_app.db import db

_OF_DATABASES: dict[str, Engine] = {}


def share_engine(site: Flask) -> None:
    """Give a site the engine of its database, so that each statement is compiled once for all sites.

    That keeps every statement of a run; a site's own forgets all but the last 500.
    """
    engines = db._app_engines[site]
    made = engines[None]
    address = made.url.render_as_string(hide_password=False)
    if address not in _OF_DATABASES:
        made.update_execution_options(compiled_cache={})
        _OF_DATABASES[address] = made
    engines[None] = _OF_DATABASES[address]


def close_what_is_ready() -> None:
    """Close them, whichever site has them, so that none outlives its database or is left to the collector.

    The next database stands under the same address, and what was open to the last one would be taken for it.
    """
    for engine in {*_OF_DATABASES.values(), *_of_sites()}:
        if isinstance(engine.pool, QueuePool) and engine.pool.checkedin():
            engine.dispose()


def _of_sites() -> list[Engine]:
    return [engine for engines in list(db._app_engines.values()) for engine in engines.values()]
