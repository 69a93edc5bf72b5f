"""The site as it really runs: gunicorn and workers as processes, to be killed, frozen and restarted."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.databases import KEY
from tests.support.nursery import INHERITED, STRICT, Started, nursery
from tests.support.patience import PATIENCE
from tests.support.ports import free_port

_ROOT = Path(__file__).parent.parent.parent
_INTRO = "from intro_app.cli import main; main()"


@dataclass(frozen=True)
class Process:
    """One running part of the site, with all processes that it started."""

    name: str
    popen: subprocess.Popen[bytes] | Started
    log: Path

    def kill9(self) -> None:
        """Gone at once, without a word, and so is whatever it started: nobody holds its port any more."""
        self._signal(signal.SIGKILL)
        self.popen.wait(timeout=PATIENCE)
        until = time.monotonic() + 30
        while _runs(self.popen.pid) and time.monotonic() < until:
            time.sleep(0.01)

    def freeze(self) -> None:
        """It stands still, holding what it holds."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on as if no time had passed."""
        self._signal(signal.SIGCONT)

    def terminate(self, within: float = PATIENCE) -> int:
        """Asked to stop; its exit status."""
        self._signal(signal.SIGTERM)
        return self.popen.wait(timeout=within)

    @property
    def is_running(self) -> bool:
        """Whether it still runs."""
        return self.popen.poll() is None

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.popen.pid, number)


def _runs(group: int) -> bool:
    """Whether any process of this group is left; of those that ended, some wait to be counted."""
    stats = (_read(place / "stat").rpartition(") ")[2].split() for place in Path("/proc").glob("[0-9]*"))
    return any(stat[2:3] == [str(group)] and stat[0] != "Z" for stat in stats)


def _read(file: Path) -> str:
    with suppress(OSError):
        return file.read_text()
    return ""


@dataclass
class LiveSite:
    """One site on one database, with as many web servers and workers as a test starts.

    They come out of the nursery, unless `is_typed`: then each command is a program, as an operator starts it,
    of the checkout in `code`.
    """

    folder: Path
    port: int
    environment: dict[str, str]
    processes: list[Process] = field(default_factory=list)
    is_typed: bool = False
    code: Path = _ROOT

    @property
    def url(self) -> str:
        """Where a browser finds it."""
        return f"http://127.0.0.1:{self.port}"

    def start_web(self) -> Process:
        """Start gunicorn and wait until it answers."""
        web = self.start("serve")
        self._await_answer(web)
        return web

    def run_all(self) -> Process:
        """Start everything by `intro run`, as an operator does on a new host, and wait until it answers."""
        run = self.start("run")
        self._await_answer(run)
        return run

    def start_worker(self) -> Process:
        """Start one more worker."""
        return self.start("worker")

    def start(self, *command: str, **settings: str) -> Process:
        """Start `intro …` in a process group of its own."""
        name = f"{'-'.join(command).replace('/', '_')}-{len(self.processes)}"
        if self.is_typed:
            typed = _typed(command, self.environment | settings, self._log(name), self.code)
            return self._kept(name, typed)
        return self.start_source(_INTRO, name, *command, **settings)

    def start_source(self, source: str, name: str, *arguments: str, **settings: str) -> Process:
        """Start a process of this Python source, with the environment of the site."""
        environment = self.environment | settings
        return self._kept(name, nursery().start(source, ["intro", *arguments], environment, self._log(name)))

    def run(self, *command: str, **settings: str) -> str:
        """Run `intro …` to its end; what it printed. Fails with that when it fails."""
        process = self.start(*command, **settings)
        status, said = process.popen.wait(timeout=PATIENCE), process.log.read_text()
        assert status == 0, f"intro {' '.join(command)} ended with {status}:\n{said}"
        return said

    def stop(self) -> None:
        """End whatever still runs."""
        for process in self.processes:
            process.thaw()
            process.kill9()

    def logs(self) -> str:
        """What all parts have said so far."""
        return "\n".join(f"--- {process.name}\n{process.log.read_text()}" for process in self.processes)

    def errors(self) -> str:
        """The lines that told of a mistake."""
        return "\n".join(line for line in self.logs().splitlines() if '"level": "ERROR"' in line)

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def _kept(self, name: str, popen: "subprocess.Popen[bytes] | Started") -> Process:
        self.processes.append(process := Process(name, popen, self._log(name)))
        return process

    def _await_answer(self, web: Process) -> None:
        until = time.monotonic() + PATIENCE
        while web.is_running and time.monotonic() < until:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            with closing(connection), suppress(OSError, http.client.HTTPException):
                connection.request("GET", "/healthz")
                connection.getresponse().read()
                return
            time.sleep(0.05)
        raise AssertionError(f"the web server did not come up:\n{web.log.read_text()}")


def _typed(
    command: Sequence[str], environment: Mapping[str, str], log: Path, code: Path
) -> "subprocess.Popen[bytes]":
    with log.open("wb") as out:
        return subprocess.Popen(
            [sys.executable, *STRICT, "-m", "intro_app.cli", *command],
            cwd=code,
            env=environment,
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )


@contextmanager
def live_site(database: str, folder: Path, **settings: str) -> Iterator[LiveSite]:
    """A site whose processes a test starts itself, with short times; settings are given in lower case."""
    port = free_port()
    chosen = {
        "base_url": f"http://127.0.0.1:{port}",
        "port": str(port),
        "database_url": database,
        "data_dir": str(folder),
        "secret_keys": KEY,
        "lasting_key": KEY,
        "retry_seconds": "0.2",
        "unsure_seconds": "0.5",
        "lease_seconds": "2",
        "poll_seconds": "0.05",
        "smtp_timeout": "5",
        **settings,
    }
    inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
    site = LiveSite(folder, port, inherited | {name.upper(): value for name, value in chosen.items()})
    try:
        yield site
    finally:
        site.stop()
        sys.stdout.write(site.errors())  # pytest shows it beside a test that failed
