"""The pgbouncer of docs/deploy, a real one, before a PostgreSQL server of the tests."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from tests.support.patience import PATIENCE
from tests.support.ports import free_port

DOCUMENTED = Path(__file__).parent.parent.parent / "docs" / "deploy" / "pgbouncer" / "pgbouncer.ini"


class NoPoolerError(Exception):
    """pgbouncer is not installed."""


@contextmanager
def pgbouncer(server: Path, database: str, *, connections: int = 3) -> Iterator[str]:
    """The URL of a pooler before the server in this folder, which lends so few connections to everybody."""
    program = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    if program is None:
        raise NoPoolerError("pgbouncer is not installed")
    port, folder = free_port(), Path(tempfile.mkdtemp(prefix="mutual-pooler-"))
    (folder / "userlist.txt").write_text('"app" ""\n')
    (folder / "pgbouncer.ini").write_text(_configured(server, database, folder, port, connections))
    user = _user_of(server, folder)
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(
            [program, folder / "pgbouncer.ini"], stdout=log, stderr=log, cwd=folder, user=user
        )
    try:
        _await(running, port, folder / "log")
        yield f"postgresql://app@127.0.0.1:{port}/mutual"
    finally:
        running.kill()
        running.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _configured(server: Path, database: str, folder: Path, port: int, connections: int) -> str:
    """The documented configuration, but for places, passwords, and how many connections there are."""
    text = DOCUMENTED.read_text()
    for documented, here in (
        ("host=127.0.0.1 port=5432 dbname=mutual", f"host={server} dbname={database}"),
        ("listen_port = 6432", f"listen_port = {port}\nunix_socket_dir ="),
        ("auth_type = scram-sha-256", "auth_type = trust"),
        ("/etc/pgbouncer/userlist.txt", f"{folder}/userlist.txt"),
        ("default_pool_size = 20", f"default_pool_size = {connections}"),
    ):
        assert documented in text, f"pgbouncer.ini no longer has {documented!r}"
        text = text.replace(documented, here)
    return text


def _user_of(server: Path, folder: Path) -> int | None:
    """pgbouncer refuses to run as root: then it runs as the user whose socket it opens."""
    if os.geteuid() != 0:
        return None
    user = server.stat().st_uid
    for place in (folder, *folder.iterdir()):
        os.chown(place, user, -1)
    return user


def _await(running: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while running.poll() is None and time.monotonic() < until:
        with suppress(psycopg.OperationalError):
            psycopg.connect(f"postgresql://app@127.0.0.1:{port}/mutual", connect_timeout=5).close()
            return
        time.sleep(0.05)
    raise AssertionError(f"pgbouncer did not come up:\n{log.read_text(errors='replace')}")
