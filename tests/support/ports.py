"""Ports for servers that a test starts in a moment, and for those that it says are away."""

import socket
from contextlib import suppress
from itertools import count
from secrets import randbelow

# Below those that a system gives to connections, and to servers that name none: nobody else takes one between
# its choice and its use. Above 10080, which Chromium refuses to open.
_FIRST, _NUMBER = 11_000, 21_000
# Chance of its own, since all processes of a run begin each test with the same `random`.
_STEPS = count(randbelow(_NUMBER))


def free_port() -> int:
    """Return a port on which nobody listens, another one each time."""
    return next(port for step in _STEPS if _is_free(port := _FIRST + step % _NUMBER))


def _is_free(port: int) -> bool:
    with socket.socket() as probe, suppress(OSError):
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
        return True
    return False
