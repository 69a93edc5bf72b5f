"""What ten pages cost, on a site of a hundred thousand members: instructions, statements, and plans."""

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import text

from intro_app.config import Settings
from intro_app.db import db
from intro_app.devtools.multiplying import multiply
from intro_app.devtools.story import tell
from tests.conftest import new_site
from tests.features.test_periodic_plans import WAITING, Statement, explained, statements
from tests.support.calendar import Calendar
from tests.support.database_statements import OF_THE_PROCESS
from tests.support.speed.bounds import PAGES, WHOLE
from tests.support.speed.instructions import instructions, of_bare_flask
from tests.support.speed.pages import pages_of, with_twenty

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
# A table of fewer rows is read whole as cheaply as by an index.
_FEW = 1_000
Acts = dict[str, Callable[[], object]]


@pytest.fixture
def large(settings: Settings, the_calendar: Calendar, at: datetime) -> Iterator[Flask]:
    """A site with a hundred thousand members; every eighteen of them lived through the demo's story."""
    site = new_site(replace(settings, smtp_url=""))
    the_calendar.go_to(at)
    with site.app_context():
        tell(at)
        with_twenty("Alice Marsh")
        multiply()
        db.session.remove()
    yield site
    with site.app_context():
        db.engine.dispose()


def test_ten_pages_keep_to_their_bounds(large: Flask, at: datetime) -> None:
    with large.app_context():
        acts = pages_of(large, at)
    assert acts.keys() == PAGES.keys()
    for act in acts.values():
        act()  # the first time, a process reads what it keeps
    sent = {name: _sent_by(large, act) for name, act in acts.items()}
    assert not {name: len(asked) for name, asked in sent.items() if len(asked) > PAGES[name].statements}
    with large.app_context():
        whole = {*_read_whole(sent)}
        is_sqlite = db.engine.dialect.name == "sqlite"
    assert whole <= {*WHOLE}
    if is_sqlite:  # what Python executes is the same on both
        assert whole == {*WHOLE}, "take out what is not needed any more"
        _count_instructions(acts)


def _count_instructions(acts: Acts) -> None:
    bare = of_bare_flask()
    times = {name: round(instructions(act) / bare, 1) for name, act in acts.items()}
    sys.stdout.write(f"instructions, as a multiple of the {bare:,} of bare Flask: {times}\n")
    assert not {name: found for name, found in times.items() if found > PAGES[name].times_bare_flask}


def _sent_by(site: Flask, act: Callable[[], object]) -> list[Statement]:
    with statements(site) as sent:
        act()
    asked = [one for one in sent if one.text.startswith(("SELECT", "WITH", "INSERT", "UPDATE", "DELETE"))]
    return [one for one in asked if not any(words in one.text for words in OF_THE_PROCESS)]


def _read_whole(sent: dict[str, list[Statement]]) -> Iterator[str]:
    """Yield for what which large table is read from end to end."""
    large = {name for name in db.metadata.tables if _is_large(name)}
    for what, asked in sent.items():
        tables = {table for one in asked if not one.text.startswith("INSERT") for table in _scanned(one)}
        yield from (f"{what}: {table}" for table in sorted(tables & large))


def _scanned(statement: Statement) -> set[str]:
    """Return the tables of which a plan reads all rows."""
    kind = "" if db.engine.dialect.name == "postgresql" else "QUERY PLAN "
    with db.engine.connect() as connection:
        plan = explained(connection, f"EXPLAIN {kind}{statement.text}", statement.values)
    lines = (re.search(r"^SCAN (\w+)(?:.* INDEX (\w+))?|Seq Scan on (\w+)", line) for line in plan)
    whole = (found[1] or found[3] for found in lines if found and found[2] not in WAITING)
    return {re.sub(r"_\d+$", "", name) for name in whole}


def _is_large(table: str) -> bool:
    """Return whether a table has so many rows that reading it whole costs more than an index."""
    with db.engine.connect() as connection:
        rows = connection.execute(text(f"SELECT 1 FROM {table} LIMIT {_FEW}")).all()  # our names
    return len(rows) == _FEW
