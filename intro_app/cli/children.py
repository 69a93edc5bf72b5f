"""The child processes of `intro run`: started together, watched, and stopped together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

# Told to stop, children finish what they are at; after this they are made to. Together with the rest under
# ten seconds.
_PATIENCE = 9.0
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


@dataclass(frozen=True)
class Child:
    """One part of the site, in a process group of its own, so that Ctrl-C reaches it only through us."""

    name: str
    process: subprocess.Popen[bytes]

    @classmethod
    def started(cls, name: str, command: str, environment: Mapping[str, str]) -> "Child":
        """Start `intro <command>` with these settings."""
        process = subprocess.Popen(  # noqa: S603 - our own program, with words of our own
            [sys.executable, "-m", "intro_app.cli", command],
            env=_with_our_code(environment),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - this process has one thread
        )
        return cls(name, process)

    @property
    def has_ended(self) -> bool:
        """Whether it is gone."""
        return self.process.poll() is not None

    @property
    def ending(self) -> str:
        """How it ended, in words."""
        status = self.process.returncode
        return f"killed by {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"

    def send(self, number: signal.Signals, *, to_all: bool = False) -> None:
        """Send a signal to it, or to all that it has started too; nothing once it is gone."""
        if not self.has_ended:
            with suppress(ProcessLookupError):
                (os.killpg if to_all else os.kill)(self.process.pid, number)


def stop_all(children: Sequence[Child], *, in_a_hurry: Callable[[], bool]) -> None:
    """Stop them all, politely until patience or time runs out; returns when none is left."""
    for child in children:
        child.send(signal.SIGTERM)
    until = time.monotonic() + _PATIENCE
    while not all(child.has_ended for child in children):
        if time.monotonic() > until or in_a_hurry():
            for child in children:
                child.send(signal.SIGKILL, to_all=True)
        time.sleep(0.05)


def _with_our_code(environment: Mapping[str, str]) -> dict[str, str]:
    """A checkout is not installed: its folder has to be named for the child to find this package."""
    folder = str(Path(__file__).parent.parent.parent)
    path = os.pathsep.join(filter(None, (folder, environment.get("PYTHONPATH"))))
    return dict(environment) | {"PYTHONPATH": path}


def _die_with_parent() -> None:
    """Where the system can: a parent that was killed must not leave a server behind that holds the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGTERM)
