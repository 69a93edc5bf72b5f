"""The main path through a real pgbouncer in transaction mode, set up as docs/deploy says."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from intro_app.config import Settings, SettingsError
from tests.conftest import cannot
from tests.features.test_cli_doctor import examined
from tests.support.live_site import LiveSite, live_site
from tests.support.live_story import live_story, three
from tests.support.mail_server import PostOffice
from tests.support.pooler import NoPoolerError, pgbouncer
from tests.support.postgres import Cluster

pytestmark = [pytest.mark.slow, pytest.mark.postgres]


@pytest.fixture
def direct(postgres_cluster: Cluster, postgres_template: str) -> Iterator[str]:
    """The URL of a migrated database, past the pooler."""
    yield postgres_cluster.create("pooled", postgres_template)
    postgres_cluster.drop("pooled")


@pytest.fixture
def pooled(postgres_cluster: Cluster, direct: str) -> Iterator[str]:
    """Its URL through the pooler, which has three connections for everybody."""
    assert direct
    with ExitStack() as running:
        try:
            url = running.enter_context(pgbouncer(postgres_cluster.folder, "pooled"))
        except NoPoolerError as problem:
            cannot(str(problem))
        yield url


@pytest.fixture
def site(direct: str, pooled: str, tmp_path: Path, running_post_office: PostOffice) -> Iterator[LiveSite]:
    """A site behind the pooler: two web servers with four threads each, and two workers."""
    chosen = {"database_direct_url": direct, "smtp_url": running_post_office.url, "undo_minutes": "0.05"}
    with live_site(pooled, tmp_path, **chosen, hold_first_asks="0") as made:
        yield made


def test_three_people_are_connected_through_three_connections(
    site: LiveSite, direct: str, running_post_office: PostOffice
) -> None:
    site.start_web()
    for _worker in range(2):
        site.start_worker()
    with live_story(site, direct, running_post_office) as story:
        for number, mark in enumerate(("", "b", "c"), start=1):  # often enough for a statement to be prepared
            people = three(story, mark)
            people.begin()
            people.finish(connected=number)
    assert site.errors() == ""


def test_commands_that_need_a_session_go_past_the_pooler(site: LiveSite, tmp_path: Path) -> None:
    assert "up to date" in site.run("db", "upgrade")
    assert "The backup is in" in site.run("backup", str(tmp_path / "copies"))
    assert "is complete" in site.run("backup", "verify", str(tmp_path / "copies"))


def test_the_doctor_sees_whether_the_pooler_sets_the_limits(direct: str, pooled: str, tmp_path: Path) -> None:
    chosen = {"database_direct_url": direct}
    assert "have no statement_timeout" not in examined(pooled, tmp_path, **chosen)[1]
    assert (
        "Connections to PostgreSQL have no statement_timeout and no lock_timeout"
        in examined(direct, tmp_path, **chosen)[1]
    ), "without connect_query"


@pytest.mark.parametrize("url", ["", "sqlite:////nowhere/mutual.db"])
def test_only_postgresql_is_behind_a_pooler(url: str) -> None:
    with pytest.raises(SettingsError, match="DATABASE_DIRECT_URL is for PostgreSQL behind pgbouncer"):
        Settings(database_url=url, database_direct_url="postgresql://direct/mutual")
