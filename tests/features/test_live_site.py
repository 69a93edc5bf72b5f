"""The site starts, stops and is upgraded as real processes."""

import http.client
import json
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.conftest import SiteMaker
from tests.support.live_site import LiveSite, Process, live_site
from tests.support.patience import PATIENCE
from tests.support.postgres import Cluster

pytestmark = pytest.mark.slow


def test_the_site_comes_up_answers_and_stops_in_order(make_site: SiteMaker) -> None:
    site = make_site()
    web = site.start_web()
    assert _status(site, "/promise") == 200
    assert web.terminate() == 0
    with pytest.raises(OSError, match=r"refused"):
        _status(site, "/promise")


def test_every_line_of_the_web_server_is_json(make_site: SiteMaker) -> None:
    web = make_site(LOG_LEVEL="INFO").start_web()
    web.terminate()
    lines = [json.loads(line) for line in web.log.read_text().splitlines()]
    assert {"time", "level", "logger", "message"} <= set.intersection(*(set(line) for line in lines))
    assert any(line["message"].startswith("Listening at") for line in lines)


def test_a_container_asks_whether_the_web_server_answers(make_site: SiteMaker) -> None:
    site = make_site()
    web = site.start_web()
    assert "answer" in site.run("alive")
    web.kill9()
    assert f"Nothing answers on port {site.port}" in _failed(site.start("alive"))


def test_a_killed_web_server_leaves_its_port_and_starts_again(make_site: SiteMaker) -> None:
    site = make_site()
    site.start_web().kill9()
    site.start_web()
    assert _status(site, "/promise") == 200


def test_a_frozen_web_server_goes_on_where_it_stood(make_site: SiteMaker) -> None:
    site = make_site()
    web = site.start_web()
    web.freeze()
    with pytest.raises(TimeoutError):
        _status(site, "/promise", patience=0.5)
    web.thaw()
    assert _status(site, "/promise") == 200


def test_a_wrong_setting_is_a_sentence_and_not_a_traceback(make_site: SiteMaker) -> None:
    said = _failed(make_site(time_zone="Mars/Olympus").start("serve"))
    assert "TIME_ZONE must be the name of a time zone" in said
    assert "Traceback" not in said


@pytest.mark.postgres
def test_four_upgrades_at_once_end_well_on_postgresql(postgres_cluster: Cluster, tmp_path: Path) -> None:
    """Without a lock some of them die, each making the same tables."""
    with live_site(postgres_cluster.create("four"), tmp_path) as site:
        _four_upgrades(site)
    postgres_cluster.drop("four")


def test_four_upgrades_at_once_end_well_on_sqlite(tmp_path: Path) -> None:
    with live_site(f"sqlite:///{tmp_path / 'four.db'}", tmp_path) as site:
        _four_upgrades(site)


@pytest.mark.browser
def test_a_browser_opens_the_site(make_site: SiteMaker, browser: Browser) -> None:
    site = make_site()
    site.start_web()
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    answer = page.goto(f"{site.url}/promise")
    assert answer
    assert answer.status == 200
    assert complaints == []
    page.close()


def test_nothing_here_reaches_further_than_this_machine() -> None:
    with pytest.raises(Exception, match=r"A test tried to use socket"):
        socket.create_connection(("192.0.2.1", 9), timeout=0.1)


def _four_upgrades(site: LiveSite) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: site.run("db", "upgrade"), range(4)))


def _failed(process: Process) -> str:
    assert process.popen.wait(timeout=PATIENCE) != 0
    return process.log.read_text()


def _status(site: LiveSite, path: str, patience: float = 10) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=patience)) as connection:
        connection.request("GET", path)
        return connection.getresponse().status
