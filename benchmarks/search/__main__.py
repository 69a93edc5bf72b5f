"""Print p50 and p99 of searches and suggestions on both databases: `python -m benchmarks.search`."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from random import Random
from time import perf_counter

from flask import Flask

from benchmarks.search.site import AT, laid_out, vocabulary
from intro_app.db import db
from intro_app.people.policy import WantedPeople
from intro_app.people.queries import find_people, who_fits
from intro_app.suggestions import policy, queries
from intro_app.text.searching import Field, sought
from tests.support.postgres import cluster

ROUNDS = 120
Measured = dict[str, tuple[float, float]]


def main() -> None:
    """Lay out each site and print its rows; sizes and one of the databases may be named."""
    sizes = [int(one) for one in sys.argv[1:] if one.isdigit()] or [1_000, 100_000]
    only = {one for one in sys.argv[1:] if not one.isdigit()} or {"sqlite", "postgresql"}
    print("| database | members | what | p50 ms | p99 ms |\n|---|---|---|---|---|", flush=True)
    for database, url in _databases(sizes, only):
        with tempfile.TemporaryDirectory() as folder:
            size = int(url.rpartition("#")[2])
            app = laid_out(url.rpartition("#")[0] or f"sqlite:///{folder}/site.db", Path(folder), size)
            with app.app_context():
                for what, (middle, worst) in _measured(app, size).items():
                    print(f"| {database} | {size} | {what} | {middle:.1f} | {worst:.1f} |", flush=True)
                db.session.remove()
                db.engine.dispose()


def _databases(sizes: list[int], only: set[str]) -> Iterator[tuple[str, str]]:
    for size in sizes if "sqlite" in only else ():
        yield "SQLite", f"#{size}"
    if "postgresql" not in only:
        return
    with cluster() as server:
        for size in sizes:
            yield "PostgreSQL", f"{server.create(f'bench{size}')}#{size}"


def _measured(_app: Flask, size: int) -> Measured:
    words, random = vocabulary(), Random(4)

    def reader() -> int:
        return random.randint(1, size)

    def common() -> str:
        return words[random.randint(0, 20)]

    def rare() -> str:
        return words[random.randint(8_000, 15_000)]

    return {
        "first page, a common word": _timed(lambda: _find(reader(), common())),
        "first page, a rare word": _timed(lambda: _find(reader(), rare())),
        "first page, common and rare": _timed(lambda: _find(reader(), f"{common()} {rare()}")),
        "first page, place and sign": _timed(lambda: _find(reader(), common(), place="Porto", takes=True)),
        "next page, a common word": _timed(_next_pages([(reader(), common()) for _each in range(20)])),
        "a slip of the finger": _timed(lambda: _find(reader(), f"{rare()}x")),
        "who could help with a note": _timed(lambda: _fits(reader(), f"{rare()} {rare()} {common()}")),
        "a connector's week": _timed(lambda: _week(reader())),
    }


def _timed(act: Callable[[], object]) -> tuple[float, float]:
    times = []
    for _round in range(ROUNDS):
        began = perf_counter()
        act()
        times.append((perf_counter() - began) * 1000)
        db.session.rollback()
    times.sort()
    return times[len(times) // 2], times[int(len(times) * 0.99)]


def _find(reader: int, typed: str, *, place: str = "", takes: bool = False, after: str = "") -> str | None:
    wanted = WantedPeople(
        words=sought(typed), place=sought(place), languages=sought(""), takes_requests=takes
    )
    return find_people(reader, wanted, AT, after).more


def _next_pages(asked: list[tuple[int, str]]) -> Callable[[], object]:
    """Return what asks for the second pages of these searches in turn."""
    pages = cycle([(reader, typed, _find(reader, typed) or "") for reader, typed in asked])

    def ask() -> object:
        reader, typed, after = next(pages)
        return _find(reader, typed, after=after)

    return ask


def _fits(reader: int, note: str) -> object:
    return who_fits(reader, note, Field.CAN_HELP_WITH, AT)


def _week(reader: int) -> object:
    found = policy.matches(queries.candidates(reader, AT), AT.toordinal(), "bench")
    rests = queries.resting(reader) | queries.shown_before(reader)
    return policy.chosen(found, rests, queries.times_suggested(found, AT))


if __name__ == "__main__":
    main()
