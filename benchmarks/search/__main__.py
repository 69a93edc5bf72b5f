"""Print what searches and suggestions cost on both databases: `python -m benchmarks.search 1000 100000`.

The cost is CPU time, of this process and of the database's, so that it is much the same on a busy machine.
Sizes take turns, search by search, and each is compared with the smallest.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from benchmarks.search.measuring import ROUNDS, Site, measured
from benchmarks.search.site import laid_out
from tests.support.postgres import cluster

SIZES = [1_000, 100_000]


def main() -> None:
    """Lay out the sites and print a table for each database; sizes and one of the databases may be named."""
    sizes = sorted(int(one) for one in sys.argv[1:] if one.isdigit()) or SIZES
    only = {one for one in sys.argv[1:] if not one.isdigit()} or {"sqlite", "postgresql"}
    for database in sorted(only, reverse=True):
        with ExitStack() as open_now:
            sites = [Site(laid_out(*where), where[2]) for where in _places(open_now, database, sizes)]
            print_table(database, sites)


def print_table(database: str, sites: list[Site], rounds: int = ROUNDS) -> None:
    """Print p50 and p99 of each kind of search by size, and how often the smallest's p99 the others take."""
    sizes = [f"{site.size:,}" for site in sites]
    print(f"\n| {database}: CPU ms, p50 / p99 | {' | '.join(sizes)} | p99 of each by that of the first |")
    print("|---" * (len(sites) + 2) + "|")
    for what, costs in measured(sites, rounds):
        cells = " | ".join(f"{middle:.1f} / {worst:.1f}" for middle, worst in costs)
        ratios = ", ".join(f"{worst / costs[0][1]:.2f}" for _middle, worst in costs[1:])
        print(f"| {what} | {cells} | {ratios} |", flush=True)


def _places(open_now: ExitStack, database: str, sizes: list[int]) -> Iterator[tuple[str, Path, int]]:
    server = open_now.enter_context(cluster()) if database == "postgresql" else None
    for size in sizes:
        folder = Path(open_now.enter_context(tempfile.TemporaryDirectory()))
        yield server.create(f"bench{size}") if server else f"sqlite:///{folder}/site.db", folder, size


if __name__ == "__main__":
    main()
