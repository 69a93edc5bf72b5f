"""The site while its database server restarts or its disk is full: clear refusals, then it recovers."""

import os
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from intro_app.db import db
from intro_app.introductions.states import Answer
from tests.conftest import cannot
from tests.features.test_web_chaos import assert_whole, questions
from tests.support import databases, postgres
from tests.support.concurrent_requests import RawRequest, at_once, say
from tests.support.concurrent_requests import RawResponse as Said
from tests.support.introductions.live_desk import Desk, desk_of, no, yes
from tests.support.live_site import LiveSite, Process, live_site
from tests.support.patience import PATIENCE

pytestmark = pytest.mark.slow

HOME = RawRequest("/healthz", method="GET")


def assert_refused(said: Said) -> None:
    """An honest "not now"."""
    assert said.status == 503, said
    assert "retry-after:" in said.headers.lower()


def until_it_works(site: LiveSite, sent: RawRequest, seconds: float = PATIENCE) -> Said:
    """Try again, as the page says; nothing but refusals come before the answer."""
    until = time.monotonic() + seconds
    while (said := say(site, sent)).status == 503:
        assert time.monotonic() < until, site.logs()
        time.sleep(0.2)
    return said


@pytest.mark.postgres
def test_a_restarted_database_server_is_found_again(tmp_path: Path) -> None:
    try:
        with postgres.cluster() as cluster:
            _restarted(cluster, tmp_path)
    except postgres.NoPostgresError as problem:
        cannot(str(problem))


def _restarted(cluster: postgres.Cluster, folder: Path) -> None:
    name = databases.migrated_postgres(cluster, folder)
    url = cluster.url(name)
    with psycopg.connect(url, autocommit=True) as connection:  # as it is anywhere but in this quick cluster
        connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = on")
    with live_site(url, folder, web_workers="2") as site, desk_of(site, url, folder) as desk:
        asked = questions(desk, 12)
        numbers = list(asked)
        site.start_web()
        first = at_once(site, [yes(asked[number]) for number in numbers[:4]])
        assert {said.status for said in first} == {200}
        cluster.process.send_signal(signal.SIGQUIT)  # what pg_ctl calls an immediate stop
        cluster.process.wait(PATIENCE)
        for said in at_once(site, [*(yes(asked[number]) for number in numbers[4:8]), HOME]):
            assert_refused(said)
        again = _started_again(cluster)
        try:
            confirmed = dict.fromkeys(numbers[:4], Answer.YES) | _answered(site, asked, numbers[4:])
            _forget_lines(desk)
            assert_whole(desk, asked, confirmed)
        finally:
            again.send_signal(signal.SIGINT)
            again.wait(PATIENCE)


def _answered(site: LiveSite, asked: dict[int, str], numbers: list[int]) -> dict[int, Answer]:
    for number in numbers:
        assert until_it_works(site, no(asked[number])).status == 200
    return dict.fromkeys(numbers, Answer.NO)


def _started_again(cluster: postgres.Cluster) -> "subprocess.Popen[bytes]":
    who = postgres._server_user(cluster.folder)
    binaries = postgres._readable(postgres.programs(), cluster.folder, who)
    return postgres._start(binaries, cluster.folder, who)


def _forget_lines(desk: Desk) -> None:
    """This process has no page that would try again: it hangs up the lines to the old server itself."""
    with desk.app.app_context():
        db.engine.dispose()


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of 16 MB, where this machine allows one; the write-ahead log takes 4 MB before a checkpoint."""
    disk = folder / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("only root may mount a small disk, and not everywhere")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def fill(disk: Path) -> Path:
    """Leave no room at all."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as out:
        try:
            while True:
                out.write(b"x" * 512)
        except OSError:
            pass
    return filler


def test_a_full_disk_refuses_and_harms_nothing(sqlite_template: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path) as disk:
        shutil.copy(sqlite_template, disk / "mutual.db")
        url = f"sqlite:///{disk / 'mutual.db'}"
        with live_site(url, tmp_path, web_workers="2") as site, desk_of(site, url, tmp_path) as desk:
            asked = questions(desk, 12)
            numbers = list(asked)
            site.start_web()
            assert say(site, yes(asked[numbers[0]])).status == 200
            filler = fill(disk)
            confirmed = {numbers[0]: Answer.YES} | _while_full(site, asked, numbers[1:6])
            filler.unlink()
            confirmed |= _answered(site, asked, [number for number in numbers if number not in confirmed])
            assert_whole(desk, asked, confirmed)


def _while_full(site: LiveSite, asked: dict[int, str], numbers: list[int]) -> dict[int, Answer]:
    """Some may still find room in the file; the others are refused, and one at least is."""
    confirmed, refused = {}, 0
    for number in numbers:
        said = say(site, yes(asked[number]))
        if said.status == 200:
            confirmed[number] = Answer.YES
        else:
            assert_refused(said)
            refused += 1
    assert refused
    return confirmed


def test_files_that_may_not_grow_refuse_and_harm_nothing(sqlite_template: Path, tmp_path: Path) -> None:
    with (
        databases.copied_sqlite(sqlite_template, tmp_path) as url,
        live_site(url, tmp_path) as site,
        desk_of(site, url, tmp_path) as desk,
    ):
        asked = questions(desk, 6)
        numbers = list(asked)
        web = site.start_web()
        assert say(site, yes(asked[numbers[0]])).status == 200
        _limit(web, 8192)
        for number in numbers[1:4]:
            assert_refused(say(site, yes(asked[number])))
        _limit(web, resource.RLIM_INFINITY)
        confirmed = {numbers[0]: Answer.YES} | _answered(site, asked, numbers[1:])
        assert_whole(desk, asked, confirmed)


def _limit(web: Process, size: int) -> None:
    """Files of the web server may grow to this size."""
    listed = subprocess.run(["ps", "-o", "pid=", "-g", str(web.popen.pid)], capture_output=True, check=True)
    for pid in map(int, listed.stdout.split()):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
