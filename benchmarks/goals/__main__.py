"""Measure what the goals name on both databases, print it, and keep it in docs/performance/.

    python -m benchmarks.goals                              # everything
    python -m benchmarks.goals sqlite consent writers       # one database, some parts
    python -m benchmarks.goals --rounds 2 --each 20 --members 5000 --scratch

The floor is asked just before and just after each measurement, so that a busy machine slows both down.
"""

import argparse
import json
import platform
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from os import cpu_count
from pathlib import Path

from benchmarks.consent.measuring import consent, writers
from benchmarks.goals.plot import drawn
from benchmarks.goals.results import Figure, from_json, table
from benchmarks.goals.site import Stand, stand
from benchmarks.idle.measuring import idle
from benchmarks.outbox.measuring import outbox
from benchmarks.server.measuring import pages
from tests.support.postgres import Cluster, cluster

DATABASES, PARTS = ("sqlite", "postgresql"), ("pages", "consent", "writers", "outbox", "idle")
KEPT_IN = Path("docs/performance")


def main() -> None:
    """Measure, print, and keep it."""
    asked = _asked()
    named = set(asked.what)
    parts = [one for one in PARTS if one in named] or [*PARTS]
    for database in [one for one in DATABASES if one in named] or DATABASES:
        with ExitStack() as open_now:
            folder = Path(open_now.enter_context(tempfile.TemporaryDirectory()))
            server = open_now.enter_context(cluster()) if database == "postgresql" else None
            figures = list(_measured(parts, folder, server, asked))
        print(f"\n{database}\n\n{table(figures)}", flush=True)
        if not asked.scratch:
            _keep(database, figures, asked)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.goals")
    parser.add_argument("what", nargs="*", choices=(*DATABASES, *PARTS, []), help="all, if none is named")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is measured")
    parser.add_argument("--each", type=int, default=60, help="so many requests a round")
    parser.add_argument("--members", type=int, default=20_000, help="of the larger site of the idle worker")
    parser.add_argument("--scratch", action="store_true", help="only print")
    return parser.parse_args()


def _measured(
    parts: list[str], folder: Path, server: Cluster | None, asked: argparse.Namespace
) -> Iterator[Figure]:
    rounds, each = asked.rounds, asked.each
    behind: dict[str, Callable[[Stand], Iterator[Figure]]] = {
        "pages": lambda there: pages(there, rounds, 2 * each),
        "consent": lambda there: consent(there, rounds, each),
        "writers": lambda there: writers(there, rounds, max(4, each // 5)),
    }
    wanted = [one for one in behind if one in parts]
    if wanted:
        with stand(folder, server) as there:
            for part in wanted:
                yield from _told(part, partial(behind[part], there))
    if "outbox" in parts:
        yield from _told("outbox", lambda: outbox(folder, server, rounds))
    if "idle" in parts:
        yield from _told("idle", lambda: idle(folder, server, rounds, asked.members))


def _told(part: str, measure: Callable[[], Iterator[Figure]]) -> Iterator[Figure]:
    print(f"{datetime.now(UTC):%H:%M:%S} {part}", flush=True)
    yield from measure()


def _keep(database: str, figures: list[Figure], asked: argparse.Namespace) -> None:
    """Write what was measured as JSON and as a plot; what was not measured this time is kept."""
    KEPT_IN.mkdir(parents=True, exist_ok=True)
    file, on = KEPT_IN / f"{database}.json", f"{datetime.now(UTC):%Y-%m-%d}"
    before = json.loads(file.read_text())["figures"] if file.exists() else []
    now = [{**one.as_json(), "measured_on": on, "rounds": asked.rounds} for one in figures]
    names = {one["name"] for one in now}
    all_of_them = [*now, *(one for one in before if one["name"] not in names)]
    machine = {"machine": f"shared, {cpu_count()} cores", "python": platform.python_version()}
    kept = {"database": database, **machine, "figures": all_of_them}
    file.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n")
    title = f"{database}, {on}, a shared machine with {cpu_count()} cores"
    (KEPT_IN / f"{database}.svg").write_text(drawn([from_json(one) for one in all_of_them], title))


if __name__ == "__main__":
    main()
