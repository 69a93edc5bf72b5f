"""An upgrade while the site runs: the code before the newest migration, both, and then the new code."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.live_site import LiveSite, Process, live_site
from tests.support.live_story import live_story, three
from tests.support.mail_server import PostOffice
from tests.support.older_code import ROOT, NoHistoryError, code_before_newest_migration
from tests.support.patience import PATIENCE
from tests.support.postgres import Cluster

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code as it was before the newest migration."""
    try:
        return code_before_newest_migration(tmp_path_factory.mktemp("older"))
    except NoHistoryError as problem:
        pytest.skip(str(problem))  # a copy without history lacks no server that CI could install


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'mutual.db'}"
        return
    cluster: Cluster = request.getfixturevalue("postgres_cluster")
    yield cluster.create("rolling")
    cluster.drop("rolling")


@pytest.fixture
def site(empty: str, older: Path, tmp_path: Path, running_post_office: PostOffice) -> Iterator[LiveSite]:
    """A site on the older code, with the older schema."""
    chosen = {"smtp_url": running_post_office.url, "undo_minutes": "0.05", "hold_first_asks": "0"}
    with live_site(empty, tmp_path, **chosen) as made:
        made.is_typed, made.code = True, older
        made.run("db", "upgrade")
        yield made


@pytest.mark.parametrize("first", ["web", "worker"])
def test_people_are_connected_while_old_and_new_code_run_together(
    site: LiveSite, empty: str, running_post_office: PostOffice, first: str
) -> None:
    """Whichever of the two is replaced first; and what began on the old code ends on the new."""
    running = {"web": site.start_web(), "worker": begun_worker(site)}
    site.code = ROOT
    site.run("db", "upgrade")
    with live_story(site, empty, running_post_office) as story:
        both = three(story)
        both.begin()  # the old code alone, on the new schema
        replace(site, running, first)
        both.finish(connected=1)
        begun = three(story, "b")
        begun.begin()
        replace(site, running, "worker" if first == "web" else "web")
        begun.finish(connected=2)
    assert site.errors() == ""


def replace(site: LiveSite, running: dict[str, Process], part: str) -> None:
    """Stop one part of the site and start it from the present code."""
    assert running[part].terminate() == 0
    running[part] = site.start_web() if part == "web" else begun_worker(site)


def begun_worker(site: LiveSite) -> Process:
    """A worker that has looked at the schema and begun its rounds."""
    worker, until = site.start_worker(), time.monotonic() + PATIENCE
    while "worker begins" not in worker.log.read_text():
        assert worker.is_running, worker.log.read_text()
        assert time.monotonic() < until, "the worker does not begin"
        time.sleep(0.1)
    return worker


def test_the_old_code_starts_no_more_on_the_new_schema_and_says_why(site: LiveSite, older: Path) -> None:
    site.code = ROOT
    site.run("db", "upgrade")
    site.code = older
    for part in ("serve", "worker"):
        refused = site.start(part)
        assert refused.popen.wait(timeout=PATIENCE) == 1
        assert "schema that this version does not know: it was made by a newer one" in refused.log.read_text()
        assert "Traceback" not in refused.log.read_text()


def test_the_new_code_does_not_start_on_the_old_schema_and_says_what_to_type(site: LiveSite) -> None:
    site.code = ROOT
    refused = site.start("worker")
    assert refused.popen.wait(timeout=PATIENCE) == 1
    assert "older schema than this version wants: run `intro db upgrade`" in refused.log.read_text()
