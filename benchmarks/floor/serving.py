"""Serve the floor by the web server that the site has, with as many processes and threads."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException

from benchmarks.floor.app import DATABASE, prepare
from benchmarks.goals.asking import Asker
from tests.support.ports import free_port

_OPTIONS = (
    *("--worker-class=intro_app.cli.buffering.BufferingWorker", "--preload", "--log-level=warning"),
    *("--config=python:intro_app.cli.forking", "--keep-alive=30", "--no-control-socket"),
)


@contextmanager
def floor(database: str, processes: int, threads: int) -> Iterator[tuple[int, int]]:
    """Yield the floor's port and the id of its first process."""
    prepare(database)
    port = free_port()
    bind = (f"--bind=127.0.0.1:{port}", f"--workers={processes}", f"--threads={threads}")
    command = [sys.executable, "-m", "gunicorn", *_OPTIONS, *bind, "benchmarks.floor.app:create_app()"]
    with subprocess.Popen(command, env={**os.environ, DATABASE: database}) as server:
        try:
            _await(port)
            yield port, server.pid
        finally:
            server.terminate()


def _await(port: int, patience: float = 60) -> None:
    until = time.monotonic() + patience
    while time.monotonic() < until:
        with suppress(OSError, HTTPException), Asker(port) as asker:
            asker.get("/hello")
            return
        time.sleep(0.05)
    raise TimeoutError("the floor did not come up")
