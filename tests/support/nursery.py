"""A process that has loaded the site and forks the parts of it that tests start: loading takes 1.5 s of CPU.

Each part is a process of its own with a session, a log and an environment, as if it had been started by its
command; only what Python has loaded is there already.
"""

import atexit
import gc
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy.orm import configure_mappers

from intro_app import create_app
from intro_app.config import Settings
from tests.support.compiled_rules import compile_rules_once
from tests.support.compiled_templates import FOLDER, Compiled, compile_templates_once, shared_folder
from tests.support.databases import KEY

_ROOT = Path(__file__).parent.parent.parent
# As pyproject.toml has it for the tests themselves.
STRICT = ("-W", "error", "-W", "ignore:datetime.datetime.utcnow:DeprecationWarning")
INHERITED = ("PATH", "HOME", "LANG", "TMPDIR", FOLDER)


# What a new process is to be: Python source, its arguments, its environment, and the file that it writes to.
Birth = tuple[str, list[str], dict[str, str], str]


@dataclass
class Started:
    """A process that was forked; it is waited for and ended as a `Popen` is."""

    pid: int
    _nursery: "Nursery"
    returncode: int | None = None

    def poll(self) -> int | None:
        """Its exit status, negative for the signal that ended it; None while it runs."""
        if self.returncode is None:
            self.returncode = self._nursery.status_of(self.pid)
        return self.returncode

    def wait(self, timeout: float = 60) -> int:
        """Its exit status, once it has ended. Raises TimeoutExpired."""
        until = time.monotonic() + timeout
        while (status := self.poll()) is None:
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired(str(self.pid), timeout)
            time.sleep(0.02)
        return status

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to stop."""
        self.send_signal(signal.SIGTERM)


@dataclass
class Nursery:
    """The process that forks, as the tests see it."""

    process: "subprocess.Popen[bytes]"
    door: Connection
    _alone: threading.Lock = field(default_factory=threading.Lock)

    def start(
        self, source: str, arguments: Sequence[str], environment: Mapping[str, str], log: Path
    ) -> Started:
        """Start a process of this source."""
        log.touch()
        born = self._ask((source, list(arguments), dict(environment), str(log)))
        assert born, "a fork has a number"
        return Started(born, self)

    def status_of(self, pid: int) -> int | None:
        """The exit status of a process that was started here, or None while it runs."""
        return self._ask(pid)

    def close(self) -> None:
        """End it, and whatever it started and still runs."""
        self.door.close()
        self.process.wait(timeout=30)

    def _ask(self, question: Birth | int) -> int | None:
        with self._alone:
            self.door.send(question)
            answer: int | None = self.door.recv()
            return answer


@lru_cache(maxsize=1)
def nursery() -> Nursery:
    """The one of this test process; it ends with it."""
    ours, theirs = Pipe()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, *STRICT, "-m", __name__, str(theirs.fileno())],
            cwd=_ROOT,
            env={name: os.environ[name] for name in INHERITED if name in os.environ},
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    made = Nursery(process, ours)
    atexit.register(made.close)
    return made


def _serve(door: Connection) -> Birth | None:
    """Fork on request. Return what to be in the fork, and None in the nursery once the tests have ended."""
    running = dict[int, int | None]()
    with suppress(EOFError):
        while True:
            asked: Birth | int = door.recv()
            if isinstance(asked, int):
                door.send(_seen_to(asked, running))
            elif pid := os.fork():
                running[pid] = None
                door.send(pid)
            else:
                door.close()
                return asked
    for pid in [pid for pid in running if _seen_to(pid, running) is None]:
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
    return None


def _seen_to(pid: int, running: dict[int, int | None]) -> int | None:
    if running[pid] is None and (found := os.waitpid(pid, os.WNOHANG))[0]:
        running[pid] = os.waitstatus_to_exitcode(found[1])
    return running[pid]


def _become(birth: Birth) -> None:
    """Be this process from here on, to its end."""
    source, arguments, environment, file = birth
    os.setsid()
    log = os.open(file, os.O_WRONLY | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.close(log)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = arguments
    exec(compile(source, "<started by a test>", "exec"), {"__name__": "__main__"})


def _load() -> None:
    """All that a part of the site loads, which a fork then has."""
    for module in ("gunicorn.app.wsgiapp", "intro_app.cli.buffering", "intro_app.cli", "alembic.command"):
        import_module(module)
    configure_mappers()
    compile_templates_once(Compiled(shared_folder()))
    _compile_rules()
    gc.collect()
    gc.freeze()


def _compile_rules() -> None:
    """Make a site that nobody asks: each part of a real one makes two, at .2 s."""
    compile_rules_once()
    with tempfile.TemporaryDirectory() as folder:
        create_app(
            Settings(data_dir=Path(folder), database_url="sqlite://", secret_keys=(KEY,), lasting_key=KEY)
        )


def _main(door: Connection) -> None:
    _load()
    if birth := _serve(door):
        _become(birth)


if __name__ == "__main__":
    _main(Connection(int(sys.argv[1])))
