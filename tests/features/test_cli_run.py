"""`intro run` as somebody types it: one command, real processes, Ctrl-C."""

import http.client
import os
import re
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.live_site import LiveSite, Process, live_site
from tests.support.patience import PATIENCE, fair

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("cli_run"),  # they look at the same runs
    pytest.mark.skipif(
        not Path("/proc/self/task").is_dir(), reason="looks for child processes where Linux lists them"
    ),
]

FIVE = ("Alice asks", "Bob connects", "Carol is asked", "Dan moderates", "Mallory abuses")


@contextmanager
def _typed_site(folder: Path) -> Iterator[LiveSite]:
    with live_site("", folder) as site:
        site.is_typed = True
        yield site


@pytest.fixture
def here(tmp_path: Path) -> Iterator[LiveSite]:
    """A site in an empty folder, with no database chosen and no mail server."""
    with _typed_site(tmp_path) as site:
        yield site


@dataclass(frozen=True)
class Ran:
    """What was seen of one run of the whole site, which took ten seconds to start, and how it ended."""

    said: str
    links: dict[str, int]
    letters: set[str]
    outbox: str
    parts: list[int]
    ending: int
    left: set[int]
    answers: bool


@dataclass(frozen=True)
class Runs:
    """The site ran three times in one folder: until Ctrl-C, without its worker, and until it was killed."""

    url: str
    first: Ran
    old_links: list[int]
    second: Ran
    third: Ran


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    """Three runs for all that is to be seen of them."""
    with _typed_site(tmp_path_factory.mktemp("run")) as site:
        first = _seen(site, _interrupt)
        site.is_typed = False  # that it can be typed has been seen
        del site.environment["BASE_URL"]
        run = _run(site)
        old_links = [_get(site, link)[0] for link in first.links]
        second = _seen(site, _lose_the_worker, run)
        yield Runs(site.url, first, old_links, second, _seen(site, _kill_all))


def _seen(site: LiveSite, end: Callable[[Process, list[int]], int], run: Process | None = None) -> Ran:
    """Look at a run and end it."""
    run = run or _run(site)
    links = {link: _get(site, link)[0] for link in _links(run)}
    outbox, parts = _get(site, "/dev/outbox")[1], _children(run)
    ending = end(run, parts)
    left = {part for part in parts if _is_alive(part)}
    return Ran(run.log.read_text(), links, _letters(outbox), outbox, parts, ending, left, _answers(site))


def _interrupt(run: Process, _parts: list[int]) -> int:
    run.popen.send_signal(signal.SIGINT)
    return run.popen.wait(timeout=PATIENCE)  # that it ends, not how fast


def _lose_the_worker(run: Process, parts: list[int]) -> int:
    _stand_in, _web, worker = sorted(parts)
    os.kill(worker, signal.SIGKILL)
    return run.popen.wait(timeout=PATIENCE)


def _kill_all(run: Process, parts: list[int]) -> int:
    run.kill9()
    until = time.monotonic() + PATIENCE
    while any(map(_is_alive, parts)) and time.monotonic() < until:
        time.sleep(0.1)
    return run.popen.wait(timeout=PATIENCE)


def test_one_command_serves_the_story_and_ctrl_c_stops_all_of_it(runs: Runs) -> None:
    run = runs.first
    assert f"is running at {runs.url}" in run.said
    assert list(run.links.values()) == [200] * 5
    assert "asks you for an introduction" in run.outbox
    assert len(run.parts) == 3
    assert (run.ending, run.left, run.answers) == (0, set(), False)


def test_a_second_run_keeps_the_data_and_prints_new_links(runs: Runs) -> None:
    first, second = runs.first, runs.second
    assert first.letters <= second.letters
    assert len(second.letters) < 2 * len(first.letters), "the story was told twice"
    assert len(second.links) == 5
    assert not set(first.links) & set(second.links)
    assert runs.old_links == [410] * 5


def test_base_url_follows_the_port(runs: Runs) -> None:
    assert runs.second.links
    assert all(link.startswith(f"{runs.url}/l/") for link in runs.second.links)


def test_when_a_part_ends_by_itself_the_whole_says_so_and_stops(runs: Runs) -> None:
    assert runs.second.ending == 1
    assert "The worker stopped unexpectedly (killed by SIGKILL)" in runs.second.said
    assert not runs.second.left


def test_nothing_is_left_behind_when_it_is_killed(runs: Runs) -> None:
    assert len(runs.third.parts) == 3
    assert not runs.third.left


def test_on_a_site_for_others_nobody_is_made_up_and_no_page_shows_mail(here: LiveSite) -> None:
    elsewhere = {"base_url": "https://meet.example.org", "smtp_url": "smtp://127.0.0.1:1"}
    here.environment |= {name.upper(): value for name, value in elsewhere.items()}
    run = _run(here)
    assert not _links(run)
    assert "meet.example.org/dev/" not in run.log.read_text()
    assert _get(here, "/dev/people", host="meet.example.org")[0] == 404
    assert run.terminate(within=fair(10)) == 0  # what docs/operations.md promises


def test_a_busy_port_is_a_sentence(here: LiveSite) -> None:
    with closing(socket.create_server(("127.0.0.1", here.port))):
        run = here.start("run")
        assert run.popen.wait(timeout=PATIENCE) == 1
    assert f"Port {here.port} is in use by another program." in run.log.read_text()
    assert "Traceback" not in run.log.read_text()


def _run(site: LiveSite) -> Process:
    """Started, and announced."""
    run = site.start("run")
    until = time.monotonic() + PATIENCE
    while "All data is stored in" not in run.log.read_text():
        assert run.is_running, run.log.read_text()
        assert time.monotonic() < until, run.log.read_text()
        time.sleep(0.05)
    return run


def _links(run: Process) -> list[str]:
    """The sign-in links, one for each of the five."""
    lines = [line.strip() for line in run.log.read_text().splitlines()]
    return [line.split()[-1] for line in lines if line.startswith(FIVE)]


def _letters(outbox: str) -> set[str]:
    """The address of each letter in the outbox; the worker may add some at any time."""
    return set(re.findall(r'"(/dev/outbox/[^"/]+)"', outbox))


def _answers(site: LiveSite) -> bool:
    try:
        return _get(site, "/")[0] > 0
    except OSError:
        return False


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


def _get(site: LiveSite, path: str, host: str = "") -> tuple[int, str]:
    path = path.removeprefix(site.url)
    with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)) as connection:
        connection.request("GET", path, headers={"Host": host} if host else {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
