"""Run every benchmark of trust, or the ones named, and print the tables: `python -m benchmarks.trust --help`."""

import argparse
from collections.abc import Callable, Iterable, Iterator
from time import perf_counter

from benchmarks.trust import report
from benchmarks.trust.cost import measure
from benchmarks.trust.early_warning import table
from benchmarks.trust.networks import data_dir, networks
from benchmarks.trust.simulator import Simulation


def early(_quick: bool) -> Iterator[str]:
    """Early warning on every network in the data directory."""
    for network in networks(data_dir()):
        yield from report.early_warning(network, table(network))


def attacks(quick: bool) -> Iterator[str]:
    """The attack simulator."""
    simulation = (
        Simulation(seeds=1, ring_sizes=(10, 30)) if quick else Simulation(seeds=5, ring_sizes=(10, 30, 100, 200))
    )
    for part in (report.gates, report.rings, report.slander):
        yield from part(simulation)
        yield ""


def cost(quick: bool) -> Iterator[str]:
    """What an event and a rebuild cost."""
    yield from report.costs([measure(events) for events in ((1_000, 20_000) if quick else (1_000, 100_000, 1_000_000))])


PARTS: dict[str, Callable[[bool], Iterable[str]]] = {"early": early, "attacks": attacks, "cost": cost}


def main() -> None:
    """Print the tables of the parts asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.trust", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="which parts; all if none is named")
    parser.add_argument("--quick", action="store_true", help="fewer seeds, smaller rings and ledgers")
    arguments = parser.parse_args()
    for part in arguments.parts or PARTS:
        began = perf_counter()
        for line in PARTS[part](arguments.quick):
            print(line, flush=True)
        print(f"\n({part}: {perf_counter() - began:.0f} s)\n", flush=True)


if __name__ == "__main__":
    main()
