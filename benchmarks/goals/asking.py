"""Ask a server by HTTP on a connection that is kept, and read how much CPU time its processes took."""

import http.client
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import NamedTuple, Self
from urllib.parse import urlencode

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Cost(NamedTuple):
    """What requests cost on average: milliseconds of the servers' CPU, and of waiting."""

    cpu: float
    wait: float


class Asker:
    """One client of a server on this machine."""

    def __init__(self, port: int, cookie: str = "") -> None:
        """Connect at the first request."""
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Cookie": cookie} if cookie else {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._line.close()

    def get(self, path: str) -> str:
        """Return a page. Raises ValueError for any status but 200."""
        return self._answer("GET", path)

    def post(self, path: str, fields: list[tuple[str, str]], address: str = "127.0.0.1") -> str:
        """Send a form as a proxy does for an address; return the answer. Raises ValueError for an error."""
        return self._answer("POST", path, urlencode(fields), _FORM | {"X-Forwarded-For": address})

    def _answer(
        self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None
    ) -> str:
        self._line.request(method, path, body, {**self._headers, **(headers or {})})
        answer = self._line.getresponse()
        said = answer.read().decode()
        if answer.status not in {200, 302, 303}:
            raise ValueError(f"{method} {path[:3]} was answered by {answer.status}: {said[-300:]}")
        return said


def cpu_ns(*roots: int) -> int:
    """Return how long these processes, and those that they started, have run until now, in nanoseconds."""
    return sum(_own(process) + cpu_ns(*_children(process)) for process in roots)


def average(began: tuple[int, float], roots: tuple[int, ...], requests: int) -> Cost:
    """Return what each of so many requests cost since `began`."""
    spent, waited = cpu_ns(*roots) - began[0], perf_counter() - began[1]
    return Cost(spent / requests / 1e6, waited / requests * 1e3)


def begin(roots: tuple[int, ...]) -> tuple[int, float]:
    """Return what `average` counts from."""
    return cpu_ns(*roots), perf_counter()


def _own(process: int) -> int:
    tasks = Path(f"/proc/{process}/task").glob("*/schedstat")
    return sum(int(one.read_text().split()[0]) for one in tasks)


def _children(process: int) -> list[int]:
    found = Path(f"/proc/{process}/task").glob("*/children")
    return [int(one) for file in found for one in file.read_text().split()]
