"""Starts, watches and stops the child processes of `intro run`."""

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

# Seconds that children have to finish after SIGTERM before SIGKILL; all of stopping stays under ten seconds.
_PATIENCE = 9.0
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


@dataclass(frozen=True)
class Child:
    """A child process in a process group of its own, so that Ctrl-C reaches it only through us."""

    name: str
    process: subprocess.Popen[bytes]

    @classmethod
    def started(cls, name: str, command: str, environment: Mapping[str, str]) -> "Child":
        """Start `intro <command>` with these settings."""
        process = subprocess.Popen(  # noqa: S603 - our own program with fixed arguments
            [sys.executable, "-m", "intro_app.cli", command],
            env=_with_our_code(environment),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - this process has one thread
        )
        return cls(name, process)

    @property
    def has_ended(self) -> bool:
        """Whether the process has ended."""
        return self.process.poll() is not None

    @property
    def ending(self) -> str:
        """How the process ended, in words."""
        status = self.process.returncode
        return f"killed by {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"

    def send(self, number: signal.Signals, *, to_all: bool = False) -> None:
        """Send a signal to the process, or with `to_all` to its whole group, unless it has ended."""
        if not self.has_ended:
            with suppress(ProcessLookupError):
                (os.killpg if to_all else os.kill)(self.process.pid, number)


def stop_all(children: Sequence[Child], *, in_a_hurry: Callable[[], bool]) -> None:
    """Stop all children and wait for them: SIGTERM first, SIGKILL after _PATIENCE or when in a hurry."""
    for child in children:
        child.send(signal.SIGTERM)
    until = time.monotonic() + _PATIENCE
    while not all(child.has_ended for child in children):
        if time.monotonic() > until or in_a_hurry():
            for child in children:
                child.send(signal.SIGKILL, to_all=True)
        time.sleep(0.05)


def _with_our_code(environment: Mapping[str, str]) -> dict[str, str]:
    """Add the checkout to PYTHONPATH, so that a child finds this package when it is not installed."""
    folder = str(Path(__file__).parent.parent.parent)
    path = os.pathsep.join(filter(None, (folder, environment.get("PYTHONPATH"))))
    return dict(environment) | {"PYTHONPATH": path}


def _die_with_parent() -> None:
    """Make a child stop when its parent is killed, so that it does not keep the port (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGTERM)
