"""`intro run` as somebody types it: one command, real processes, Ctrl-C."""

import http.client
import os
import re
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.live_site import LiveSite, Process, live_site

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not Path("/proc/self/task").is_dir(), reason="looks for child processes where Linux lists them"
    ),
]

FIVE = ("Alice asks", "Bob connects", "Carol is asked", "Dan moderates", "Mallory abuses")


@pytest.fixture
def here(tmp_path: Path) -> Iterator[LiveSite]:
    """A site in an empty folder, with no database chosen and no mail server."""
    with live_site("", tmp_path) as site:
        site.is_typed = True
        yield site


def test_one_command_serves_the_story_and_ctrl_c_stops_all_of_it(here: LiveSite) -> None:
    run = _run(here)
    assert f"is running at {here.url}" in run.log.read_text()
    assert [_get(here, link)[0] for link in _links(run)] == [200] * 5
    assert "ask_connector" in _get(here, "/dev/outbox")[1]
    parts = _children(run)
    assert len(parts) == 3
    assert _interrupt(run) == 0
    assert not any(_is_alive(part) for part in parts)
    with pytest.raises(OSError, match="refused"):
        _get(here, "/")


def test_a_second_run_keeps_the_data_and_prints_new_links(here: LiveSite) -> None:
    run = _run(here)
    first, letters = _links(run), _letters(here)
    assert _interrupt(run) == 0
    again = _run(here)
    kept = _letters(here)
    assert letters <= kept
    assert len(kept) < 2 * len(letters), "the story was told twice"
    assert not set(first) & set(_links(again))
    assert [_get(here, link)[0] for link in first] == [410] * 5
    assert again.terminate(within=10) == 0


def test_base_url_follows_the_port(here: LiveSite) -> None:
    del here.environment["BASE_URL"]
    assert all(link.startswith(f"{here.url}/l/") for link in _links(_run(here)))


def test_when_a_part_ends_by_itself_the_whole_says_so_and_stops(here: LiveSite) -> None:
    run = _run(here)
    _stand_in, web, worker = sorted(_children(run))
    _kill(worker)
    assert run.popen.wait(timeout=15) == 1
    assert "The worker stopped unexpectedly (killed by SIGKILL)" in run.log.read_text()
    assert not _is_alive(web)


def test_nothing_is_left_behind_when_it_is_killed(here: LiveSite) -> None:
    run = _run(here)
    parts = _children(run)
    run.kill9()
    until = time.monotonic() + 15
    while any(map(_is_alive, parts)) and time.monotonic() < until:
        time.sleep(0.1)
    assert not any(map(_is_alive, parts))


def test_on_a_site_for_others_nobody_is_made_up_and_no_page_shows_mail(here: LiveSite) -> None:
    elsewhere = {"base_url": "https://meet.example.org", "smtp_url": "smtp://127.0.0.1:1"}
    here.environment |= {name.upper(): value for name, value in elsewhere.items()}
    run = _run(here)
    assert not _links(run)
    assert "meet.example.org/dev/" not in run.log.read_text()
    assert _get(here, "/dev/people", host="meet.example.org")[0] == 404


def test_a_busy_port_is_a_sentence(here: LiveSite) -> None:
    with closing(socket.create_server(("127.0.0.1", here.port))):
        run = here.start("run")
        assert run.popen.wait(timeout=30) == 1
    assert f"Port {here.port} is in use by another program." in run.log.read_text()
    assert "Traceback" not in run.log.read_text()


def _run(site: LiveSite) -> Process:
    """Started, and announced."""
    run = site.start("run")
    until = time.monotonic() + 60
    while "kept in" not in run.log.read_text():
        assert run.is_running, run.log.read_text()
        assert time.monotonic() < until, run.log.read_text()
        time.sleep(0.05)
    return run


def _links(run: Process) -> list[str]:
    """The sign-in links, one for each of the five."""
    lines = [line.strip() for line in run.log.read_text().splitlines()]
    return [line.split()[-1] for line in lines if line.startswith(FIVE)]


def _letters(site: LiveSite) -> set[str]:
    """The address of each letter in the outbox; the worker may add some at any time."""
    return set(re.findall(r'"(/dev/outbox/[^"/]+)"', _get(site, "/dev/outbox")[1]))


def _interrupt(run: Process) -> int:
    run.popen.send_signal(signal.SIGINT)
    return run.popen.wait(timeout=40)  # that it ends, not how fast: a busy machine alone took eight seconds


def _children(run: Process) -> list[int]:
    """Stand-in for Stripe, web server and worker, in the order in which they were started."""
    return [
        int(one) for one in Path(f"/proc/{run.popen.pid}/task/{run.popen.pid}/children").read_text().split()
    ]


def _is_alive(process: int) -> bool:
    try:
        return re.split(r"\) ", Path(f"/proc/{process}/stat").read_text())[1][0] != "Z"
    except FileNotFoundError:
        return False


def _kill(process: int) -> None:
    os.kill(process, signal.SIGKILL)


def _get(site: LiveSite, path: str, host: str = "") -> tuple[int, str]:
    path = path.removeprefix(site.url)
    with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)) as connection:
        connection.request("GET", path, headers={"Host": host} if host else {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
