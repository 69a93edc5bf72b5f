"""Ports for servers that a test starts in a moment, and for those that it says are away."""

import fcntl
import os
import socket
import tempfile
from contextlib import suppress
from functools import cache
from itertools import count
from pathlib import Path
from secrets import randbelow

# Below those that a system gives to connections, and to servers that name none: nobody else takes one between
# its choice and its use. Above 10080, which Chromium refuses to open.
_FIRST, _NUMBER = 11_000, 21_000
# Chance of its own, since all processes of a run begin each test with the same `random`.
_STEPS = count(randbelow(_NUMBER))


def free_port() -> int:
    """Return a port on which nobody listens, another one each time.

    It stays this process's until that ends: a server that is killed and started again finds it free.
    """
    return next(port for step in _STEPS if reserve(port := _FIRST + step % _NUMBER) and _is_free(port))


def reserve(port: int) -> bool:
    """Lock the port's byte in a file that all processes of tests share; return whether no other one has."""
    with suppress(OSError):
        fcntl.lockf(_register(), fcntl.LOCK_EX | fcntl.LOCK_NB, 1, port)
        return True
    return False


@cache
def _register() -> int:
    # Open until the process ends, which is what gives the ports back.
    path = Path(tempfile.gettempdir(), f"mutual-test-ports-{os.getuid()}")
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _is_free(port: int) -> bool:
    with socket.socket() as probe, suppress(OSError):
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
        return True
    return False
