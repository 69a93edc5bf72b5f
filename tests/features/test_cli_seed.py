"""`intro seed --size` makes a large site that is as sound as the small one."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import DBAPIError

from intro_app.audit.queries import check
from intro_app.config import Settings
from intro_app.db import db
from intro_app.devtools.multiplying import copy_rows, multiply
from intro_app.identity.models import Door, Member
from intro_app.identity.service import join
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import State
from tests.support.calendar import Calendar
from tests.support.machine import Machine
from tests.support.people import MemberHandle, People
from tests.support.told_site import told_site

pytestmark = pytest.mark.slow
MEMBERS = 500


@pytest.fixture
def large(settings: Settings, at: datetime, the_calendar: Calendar) -> Iterator[Flask]:
    """The demo's story, with everybody many times."""
    with told_site(settings, the_calendar, at) as site:
        multiply(MEMBERS)
        db.session.remove()
        yield site


@pytest.mark.usefixtures("large")
def test_everybody_is_there_many_times_and_nothing_is_without_its_owner() -> None:
    found = db.session.scalar(select(func.count()).select_from(Member)) or 0
    assert MEMBERS - 30 < found < MEMBERS + 30
    assert not _without_owner()
    assert check().broken is None


def test_somebody_joins_and_reads_the_list_and_the_page_of_a_copy(large: Flask, at: datetime) -> None:
    made = join("new@example.org", "Ada New", at)
    copy = db.session.scalars(
        select(Member).where(Member.name == "Bob Keller").order_by(Member.id.desc())
    ).first()
    assert copy
    pages = ["/people", "/people?find=leather", f"/people/{copy.public_id}", "/community"]
    browser = MemberHandle(large, made.id, made.public_id, made.name, made.email).browser()
    assert [browser.get(page).status_code for page in pages] == [200] * len(pages)


@pytest.mark.usefixtures("large")
def test_the_database_refuses_what_it_refused_before() -> None:
    """Its triggers are back: nothing is connected without a yes of everybody, not even a copy."""
    newest = (
        select(Introduction).where(Introduction.state != State.CONNECTED).order_by(Introduction.id.desc())
    )
    found = db.session.scalars(newest).first()
    assert found
    connect = text("UPDATE introduction SET state = 'connected' WHERE id = :id")
    with pytest.raises(DBAPIError, match="without the consent of everyone named"):
        db.session.execute(connect, {"id": found.id})
    db.session.rollback()


@pytest.mark.parametrize("size", ["none", "0", "-5", "1.5m", "3m", "1g"])
def test_what_is_no_size_is_told(tmp_path: Path, size: str) -> None:
    status, said = Machine(tmp_path / "machine").types("seed", "--size", size)
    assert status == 2
    assert "Write 500, 20k or 1m" in said


def test_a_site_with_its_story_is_not_made_larger(once_started: Path, tmp_path: Path) -> None:
    machine = Machine(tmp_path / "machine", once_started)
    assert machine.types("seed")[0] == 0
    status, said = machine.types("seed", "--size", "1k")
    assert status == 1
    assert "--size needs an empty database" in said


def test_among_a_million_each_has_a_place_of_their_own_on_the_wheel(app: Flask, people: People) -> None:
    # Eighteen people are copied 55,000 times: by then a sum of places has more bits than a whole number.
    with app.app_context():
        copy_rows("door", f"member_id = {people.alice.id}", frozenset({"member_id"}), 60_000)
        places = select(func.count(Door.wheel.distinct()), func.min(Door.wheel), func.max(Door.wheel))
        different, lowest, highest = db.session.execute(places).one()
        assert different == db.session.scalar(select(func.count()).select_from(Door))
        assert 0 <= lowest <= highest < 2**62 + 60_000


def _without_owner() -> list[str]:
    """Return the tables with rows that refer to a row that is not there."""
    found = []
    for table in inspect(db.engine).get_table_names():
        for key in inspect(db.engine).get_foreign_keys(table):
            pairs = list(zip(key["constrained_columns"], key["referred_columns"], strict=True))
            same = " AND ".join(f"o.{theirs} = t.{own}" for own, theirs in pairs)
            given = " AND ".join(f"t.{own} IS NOT NULL" for own, _theirs in pairs)
            owner = f"SELECT 1 FROM {key['referred_table']} o WHERE {same}"  # our own names
            lost = f"SELECT count(*) FROM {table} t WHERE {given} AND NOT EXISTS ({owner})"
            found += [table] * (db.session.execute(text(lost)).scalar_one() > 0)
    return found
