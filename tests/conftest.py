"""What every test may ask for. Databases, mail servers, processes and browsers are real ones."""

import logging
import os
import shutil
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import NoReturn, Protocol

import hypothesis
import playwright.sync_api
import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient

from intro_app import create_app
from intro_app.config import Settings
from intro_app.config.on_page import ON_PAGE_KEY, Overlay
from intro_app.config.own_fields import FIELDS_KEY
from intro_app.db import db
from intro_app.site_settings.following import PAGES_KEY
from tests.support import chromium as browsers
from tests.support import databases, postgres
from tests.support import mail_server as post_office
from tests.support.calendar import Calendar, calendar
from tests.support.choosing import chosen
from tests.support.compiled_rules import compile_rules_once
from tests.support.compiled_templates import Compiled, compile_templates_once, shared_folder
from tests.support.connections import close_what_is_ready, share_engine
from tests.support.failing_mail_server import FailingPostOffice, failing_post_office
from tests.support.lent_database import LentDatabase
from tests.support.live_site import LiveSite, live_site
from tests.support.mail_server import Mailbox, PostOffice
from tests.support.memory import collecting_nothing, freeze_what_is_loaded, keep_files_in_memory
from tests.support.people import People, visitor
from tests.support.shelf import Shelf
from tests.support.stripe import Played, played

BASE_URL = "https://meet.example.org"

# A loaded machine is no fault of the code: whole tests have a time limit, single examples have none.
# The house plays the same examples every time, so that a change alone decides what fails.
hypothesis.settings.register_profile("house", deadline=None, print_blob=True, derandomize=True)
hypothesis.settings.register_profile("long", deadline=None, print_blob=True, max_examples=5000)
hypothesis.settings.load_profile("house")
keep_files_in_memory()
compile_rules_once()
compile_templates_once(Compiled(shared_folder()))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """The tests are read, eleven thousand of them."""
    with collecting_nothing():
        return (yield)


def pytest_collection_finish() -> None:
    """Everything is loaded."""
    freeze_what_is_loaded()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run the slow tests first, so that the workers do not wait for a single one at the end.

    What plays for hours is left out unless it is asked for: `-m long`. What is marked `one_database` or
    `on_postgresql` plays on both databases with `--everywhere`.
    """
    playing = chosen(items, hours="long" in config.option.markexpr, everywhere=config.option.everywhere)
    left_out = set(items).difference(playing)
    config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    items[:] = sorted(playing, key=lambda item: item.get_closest_marker("slow") is None)


def pytest_addoption(parser: pytest.Parser) -> None:
    """What `make test-long` asks for besides."""
    parser.addoption("--everywhere", action="store_true", help="play every test on SQLite and PostgreSQL")


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """The test and what it asked for have ended."""
    close_what_is_ready()


def cannot(reason: str) -> NoReturn:
    """Skip the test with a reason because something is missing on this machine; in CI, fail instead."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file."""
    return databases.migrated_sqlite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[postgres.Cluster]:
    """A PostgreSQL server, one for each test process."""
    try:
        with postgres.cluster() as running:
            yield running
    except postgres.NoPostgresError as problem:
        cannot(str(problem))


@pytest.fixture(scope="session")
def postgres_template(postgres_cluster: postgres.Cluster, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a migrated PostgreSQL database."""
    return databases.migrated_postgres(postgres_cluster, tmp_path_factory.mktemp("postgres"))


@pytest.fixture(scope="session")
def lent_database(postgres_cluster: postgres.Cluster, postgres_template: str) -> LentDatabase:
    """The PostgreSQL database that test after test gets."""
    return LentDatabase(postgres_cluster, postgres_template)


@pytest.fixture(scope="session")
def shelf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Databases that were brought somewhere, to be laid out again."""
    return Shelf(tmp_path_factory.mktemp("shelf"), lambda: request.getfixturevalue("postgres_cluster"))


@pytest.fixture(scope="session")
def _one_data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def data_dir(_one_data_dir: Path) -> Path:
    """The folder of the site under test, the same for every test: only its static files outlive one."""
    for left in _one_data_dir.iterdir():
        if left.name != "static":
            shutil.rmtree(left) if left.is_dir() else left.unlink()
    return _one_data_dir


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, data_dir: Path) -> Iterator[str]:
    """The URL of a clean, migrated database of this test's own, once on SQLite and once on PostgreSQL.

    Each test finds its own under the same address, so that the site of the test before can be asked again.
    """
    if request.param == "sqlite":
        copy = databases.copied_sqlite(request.getfixturevalue("sqlite_template"), data_dir)
    else:
        copy = request.getfixturevalue("lent_database").lent()
    with copy as url:
        yield url


@pytest.fixture
def at() -> datetime:
    """The moment at which a test begins: an ordinary Monday morning."""
    return datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


@pytest.fixture
def the_calendar(at: datetime) -> Iterator[Calendar]:
    """The clock of the site in this process: it is `at` until `the_calendar.go_to(...)`. Comes with `app`."""
    with calendar(at) as moved:
        yield moved


@pytest.fixture(scope="session")
def running_post_office() -> Iterator[PostOffice]:
    """A mail server, one for each test process."""
    with post_office.post_office() as running:
        yield running


@pytest.fixture(scope="session")
def stand_in() -> Iterator[Played]:
    """The stand-in for Stripe, one for each test process."""
    with played() as running:
        yield running


@pytest.fixture
def settings(database: str, data_dir: Path, running_post_office: PostOffice) -> Settings:
    """The settings of the site under test."""
    running_post_office.letters.clear()
    return Settings(
        base_url=BASE_URL,
        database_url=database,
        data_dir=data_dir,
        secret_keys=(databases.KEY,),
        lasting_key=databases.KEY,
        site_contact="people@meet.example.org",
        mail_from="hello@meet.example.org",
        smtp_url=running_post_office.url,
        joining=("open",),
        hold_first_asks=0,
    )


@pytest.fixture
def app(request: pytest.FixtureRequest, settings: Settings, the_calendar: Calendar) -> Iterator[Flask]:
    """The site on a clean database, without an open app context, on which Flask-Login would cache the user.

    Tests with the same settings share it, with the statements and templates that it has compiled, unless they
    are marked `changes_app`.
    """
    assert not has_app_context(), "an earlier test left an app context open, on which a reader may be cached"
    site = new_site(settings) if request.node.get_closest_marker("changes_app") else shared_site(settings)
    site.extensions["settings"] = settings  # a test before may have put others there
    forget_page_settings(site, settings.site_name)
    logging.getLogger("intro_app").setLevel(settings.log_level)  # a site made since may log less
    yield site
    with site.app_context():
        db.engine.dispose()


def new_site(settings: Settings) -> Flask:
    """A site of one test alone."""
    site = create_app(settings)
    site.testing = True
    share_engine(site)
    return site


def forget_page_settings(site: Flask, name: str) -> None:
    """Forget what a test before set on pages of staff: a process reads it again only after some seconds."""
    site.extensions[ON_PAGE_KEY] = Overlay(site.extensions[ON_PAGE_KEY].locked)
    site.jinja_env.globals["site_name"] = name
    for key in (PAGES_KEY, FIELDS_KEY):
        site.extensions.pop(key, None)


shared_site = lru_cache(maxsize=32)(new_site)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor's browser without scripts."""
    return visitor(app)


@pytest.fixture
def people(app: Flask, at: datetime) -> People:
    """Alice, Bob, Carol, Dan and Mallory; each joins when first called by name."""
    return People(app, at)


@pytest.fixture
def mailbox(app: Flask, running_post_office: PostOffice) -> Mailbox:
    """Everybody's mail: `mailbox.deliver(at)` sends it, `mailbox.to("carol@example.org")` is what came."""
    return Mailbox(app, running_post_office)


@pytest.fixture
def sink() -> Iterator[FailingPostOffice]:
    """A mail server that stops, hangs up or says no on cue."""
    with failing_post_office() as running:
        yield running


class SiteMaker(Protocol):
    """Makes a site of processes with these settings, each named in small letters."""

    def __call__(self, **settings: str) -> LiveSite:
        """A site with nothing started yet."""


@pytest.fixture
def make_site(database: str, tmp_path: Path) -> Iterator[SiteMaker]:
    """Real gunicorn and real workers on this test's database."""
    with ExitStack() as running:

        def make(**settings: str) -> LiveSite:
            return running.enter_context(live_site(database, tmp_path, **settings))

        yield make


@pytest.fixture(scope="session")
def browser() -> Iterator[playwright.sync_api.Browser]:
    """Chromium; open a context for each person (`browser.new_context(java_script_enabled=False)`)."""
    try:
        with browsers.chromium() as running:
            yield running
    except browsers.NoBrowserError as problem:
        cannot(str(problem))
