"""Who walks in and out in the tests of pages, and the two sites of twin worlds."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from intro_app import clock
from intro_app.config import Settings
from intro_app.identity import service
from tests.conftest import BASE_URL
from tests.support import databases
from tests.support.calendar import calendar
from tests.support.community import Village
from tests.support.identity_pages import ask, follow, letters, link_in
from tests.support.machine import Machine
from tests.support.mail_server import Mailbox
from tests.support.moderation import Court, court
from tests.support.on_both import ON_BOTH
from tests.support.people import MemberHandle, People
from tests.support.report_subjects import Square, a_square
from tests.support.shelf import Shelf
from tests.support.twins.pair import Twins
from tests.support.twins.stories import START
from tests.support.twins.world import TwinWorld, on_postgres, on_sqlite

_SAYS_SO = ("both_databases", "one_database", "on_postgresql")


def pytest_itemcollected(item: pytest.Item) -> None:
    """What neither the database itself does nor anybody may tell plays on one of the two, save in CI."""
    on_both = os.environ.get("CI") or item.path in ON_BOTH
    if not on_both and not any(map(item.get_closest_marker, _SAYS_SO)):
        item.add_marker("one_database")


@pytest.fixture
def alice(app: Flask) -> int:
    """The id of a member."""
    with app.app_context():
        return service.join("alice@example.org", "Alice Adams", clock.now()).id


@pytest.fixture
def held(app: Flask, people: People, mailbox: Mailbox, at: datetime, shelf: Shelf) -> Court:
    """A case: Carol reported Alice; Dan moderates, alone."""
    return court(app, people, mailbox, at, shelf)


@pytest.fixture
def erin(held: Court) -> MemberHandle:
    """Another moderator, who knows nobody in the case."""
    return held.people.join("Erin Walsh").becomes("moderator")


@pytest.fixture
def square(app: Flask, people: People, mailbox: Mailbox, at: datetime, shelf: Shelf) -> Square:
    """A public circle of Alice's, with Carol and Mallory in it; Dan moderates, and so does Erin."""
    return a_square(app, people, mailbox, at, shelf)


@pytest.fixture
def village(app: Flask, people: People, at: datetime) -> Village:
    """The community, in which Alice has membership."""
    made = Village(app, people, at)
    made.pays(people.alice)
    return made


@pytest.fixture
def signed_in(app: Flask, client: FlaskClient, alice: int) -> FlaskClient:
    """Alice's browser."""
    ask(client, "alice@example.org")
    assert follow(client, link_in(letters(app)[-1])).status_code == 303
    return client


@pytest.fixture(scope="session")
def once_started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a machine on which the site was started once, to copy from: its keys and its database."""
    made = Machine(tmp_path_factory.mktemp("machine") / "started")
    made.upgrades()
    return made.folder


Worlds = tuple[TwinWorld, TwinWorld]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def worlds(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worlds]:
    """Two sites on two databases of one kind; every story begins by laying both out anew."""
    folder = tmp_path_factory.mktemp("twins")
    with calendar(START, tick=False), ExitStack() as open_now:
        if request.param == "postgresql":
            cluster, template = (
                request.getfixturevalue(f"postgres_{name}") for name in ("cluster", "template")
            )
            url = open_now.enter_context(databases.copied_postgres(cluster, template))
            made = on_postgres(_twin_site(url, folder), cluster, url, START)
        else:
            made = on_sqlite(
                _twin_site("", folder), request.getfixturevalue("sqlite_template"), folder, START
            )
        yield made
        for world in made:
            world.put_away()


@pytest.fixture
def twins(worlds: Worlds) -> Iterator[Twins]:
    """Two worlds, and a clock that stands still between the acts."""
    with calendar(START, tick=False) as the_calendar:
        yield Twins(*worlds, the_calendar, START)


@pytest.fixture
def on_postgresql(worlds: Worlds) -> bool:
    """Whether the worlds stand on PostgreSQL."""
    return "postgresql" in worlds[0].app.config["SQLALCHEMY_DATABASE_URI"]


def _twin_site(url: str, folder: Path) -> Settings:
    return Settings(
        base_url=BASE_URL,
        database_url=url,
        data_dir=folder,
        secret_keys=(databases.KEY,),
        lasting_key=databases.KEY,
        site_contact="people@meet.example.org",
        mail_from="hello@meet.example.org",
        closing_spread_hours=0,
        log_level="ERROR",
    )
