"""Print what ten pages cost on both databases: `python -m benchmarks.pages 1000 100000 sqlite`.

The cost is CPU time, of this process and of the database's, so that it is much the same on a busy machine.
Sizes and a bare Flask page take turns, page by page.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from time import process_time_ns
from typing import NamedTuple

from flask import Flask

from benchmarks.pages.site import database_clock, laid_out
from benchmarks.search.site import AT
from tests.support.calendar import calendar
from tests.support.postgres import cluster
from tests.support.speed.pages import pages_of

SIZES, ROUNDS = [1_000, 100_000], 200
# The first rounds make statements and compile templates.
_WARM_UP = 5
Act = Callable[[], object]


class Site(NamedTuple):
    """A site of some size: its pages, and what tells how long its database's process has run."""

    size: int
    pages: dict[str, Act]
    clock: Callable[[], int]


def main() -> None:
    """Lay out the sites and print a table for each database; sizes and one of the databases may be named."""
    sizes = sorted(int(one) for one in sys.argv[1:] if one.isdigit()) or SIZES
    only = {one for one in sys.argv[1:] if not one.isdigit()} or {"sqlite", "postgresql"}
    for database in sorted(only, reverse=True):
        with ExitStack() as open_now, calendar(AT):
            print_table(database, list(_sites(open_now, database, sizes)))


def print_table(database: str, sites: list[Site], rounds: int = ROUNDS) -> None:
    """Print p50 and p99 of each page by size, what a bare page takes of the first, and how p99 grows."""
    sizes = [f"{site.size:,}" for site in sites]
    bare = Site(0, dict.fromkeys(sites[0].pages, _bare_page()), lambda: 0)
    columns = [f"{database}: CPU ms, p50 / p99", *sizes, "p99 by the first's", "bare Flask by the first"]
    print(f"\n| {' | '.join(columns)} |")
    print("|---" * len(columns) + "|")
    for page in sites[0].pages:
        costs = _costs(page, [*sites, bare], rounds)
        cells = " | ".join(f"{middle:.2f} / {worst:.2f}" for middle, worst in costs[:-1])
        grows = ", ".join(f"{worst / costs[0][1]:.2f}" for _middle, worst in costs[1:-1])
        print(f"| {page} | {cells} | {grows} | {costs[-1][0] / costs[0][0]:.2f} |", flush=True)


def _costs(page: str, sites: list[Site], rounds: int) -> list[tuple[float, float]]:
    costs: list[list[float]] = [[] for _site in sites]
    for turn in range(-_WARM_UP, rounds):
        for place, site in enumerate(sites):
            cost = _cost(site.pages[page], site.clock)
            if turn >= 0:
                costs[place].append(cost)
    return [(one[len(one) // 2], one[int(len(one) * 0.99)]) for one in map(sorted, costs)]


def _cost(act: Act, clock: Callable[[], int]) -> float:
    began, there = process_time_ns(), clock()
    act()
    return (process_time_ns() - began + clock() - there) / 1_000_000


def _sites(open_now: ExitStack, database: str, sizes: list[int]) -> Iterator[Site]:
    server = open_now.enter_context(cluster()) if database == "postgresql" else None
    for size in sizes:
        folder = Path(open_now.enter_context(tempfile.TemporaryDirectory()))
        url = server.create(f"pages{size}") if server else f"sqlite:///{folder}/site.db"
        app = laid_out(url, folder, size)
        with app.app_context():
            yield Site(size, pages_of(app, AT), database_clock())


def _bare_page() -> Act:
    """Return what asks an application for a page that says hello and does nothing else."""
    bare = Flask(__name__)
    bare.add_url_rule("/hello", view_func=lambda: "hello")
    client = bare.test_client()
    return lambda: client.get("/hello")


if __name__ == "__main__":
    main()
