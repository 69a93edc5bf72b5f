"""CPU of a worker that finds nothing to do, on a small site and on a large one."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path
from statistics import median
from time import process_time_ns
from typing import Any

from flask import Flask
from sqlalchemy import event

from benchmarks.goals.asking import cpu_ns
from benchmarks.goals.results import Figure
from benchmarks.pages.site import laid_out
from benchmarks.search.site import AT
from intro_app.cli.working import chores
from intro_app.db import db
from intro_app.worker import run
from tests.support.calendar import calendar
from tests.support.postgres import Cluster

_READS = ("SELECT", "PRAGMA", "BEGIN", "SHOW", "WITH")
_FIRST, _LARGEST_RATIO = 1_000, 2.0
# A turn has so many rounds that wrote nothing, and ends after so many that did: those were not idle.
_A_TURN, _MOST_BUSY = 10, 400


def idle(folder: Path, cluster: Cluster | None, rounds: int, members: int) -> Iterator[Figure]:
    """Yield how much more an idle round costs on the large site than on the small one."""
    sizes = (_FIRST, members)
    with ExitStack() as open_now, calendar(AT):
        sites = [_site(folder, cluster, size) for size in sizes]
        for site in sites:
            open_now.callback(_leave, site)
            _rounds(site, cluster)
        costs = [[median(_rounds(site, cluster)) for site in sites] for _turn in range(rounds)]
    small, large = (median(column) for column in zip(*costs, strict=True))
    said = f"{large:.1f} ms of CPU by {small:.1f}"
    yield Figure(
        f"a worker’s idle round at {members:,}, by {_FIRST:,}",
        [more / less for less, more in costs],
        _LARGEST_RATIO,
        said,
        at_most=True,
    )


def _rounds(site: Flask, cluster: Cluster | None) -> list[float]:
    """Return the milliseconds of CPU of each round of a worker in which nothing was written."""
    stop, costs, written = threading.Event(), list[float](), list[str]()
    began = busy = 0

    def watch(_line: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(_READS):
            written.append(statement)

    def count(_at: datetime) -> None:
        nonlocal began, busy
        now = _clock(cluster)
        if began and not written:
            costs.append((now - began) / 1e6)
        busy += bool(written)
        if len(costs) >= _A_TURN or busy > _MOST_BUSY:
            stop.set()
        written.clear()
        began = _clock(cluster)

    with site.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", watch)
    try:
        run(site, [count, *chores()], stop)
    finally:
        event.remove(engine, "before_cursor_execute", watch)
    if not costs:
        raise ValueError(f"none of {busy} rounds was idle: {written[:3]}")
    return costs


def _clock(cluster: Cluster | None) -> int:
    return process_time_ns() + (cpu_ns(cluster.process.pid) if cluster else 0)


def _site(folder: Path, cluster: Cluster | None, members: int) -> Flask:
    place = folder / f"idle{members}"
    place.mkdir()
    url = cluster.create(place.name) if cluster else f"sqlite:///{place}/site.db"
    return laid_out(url, place, members, partial(_rounds, cluster=cluster))


def _leave(site: Flask) -> None:
    with site.app_context():
        db.engine.dispose()
