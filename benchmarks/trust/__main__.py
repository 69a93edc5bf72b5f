"""Run all trust benchmarks, or those named, and print the tables: `python -m benchmarks.trust --help`."""

import argparse
from collections.abc import Callable, Iterable, Iterator
from time import perf_counter

from benchmarks.trust import report
from benchmarks.trust.cost import measure
from benchmarks.trust.early_warning import table
from benchmarks.trust.networks import NoData, data_dir, networks
from benchmarks.trust.report_sparks import sparks
from benchmarks.trust.simulator import Simulation


def early(_scale: str) -> Iterator[str]:
    """Early warning on every network in the data directory."""
    try:
        directory = data_dir()
    except NoData as nothing:
        yield f"Early warning was not measured. {nothing}"
        return
    for network in networks(directory):
        yield from report.early_warning(network, table(network))
        yield ""


def attacks(scale: str) -> Iterator[str]:
    """The attack simulator."""
    simulation = Simulation(1, (10, 30)) if scale == "quick" else Simulation(5, (10, 30, 100, 200))
    for part in (report.gates, sparks, report.rings, report.slander):
        yield from part(simulation)
        yield ""


def cost(scale: str) -> Iterator[str]:
    """What an event and a rebuild cost."""
    sizes = {
        "quick": (1_000, 20_000),
        "usual": (1_000, 100_000, 1_000_000),
        "whole": (1_000, 1_000_000, 10_000_000),
    }
    for founders, words in {50: "a fifth of the members", 5: "nearly everybody"}.items():
        yield from report.costs(words, [measure(events, founders) for events in sizes[scale]])
        yield ""


PARTS: dict[str, Callable[[str], Iterable[str]]] = {"early": early, "attacks": attacks, "cost": cost}


def main() -> None:
    """Print the tables of the parts asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.trust", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", metavar="part", help=f"of {', '.join(PARTS)}; all if none is named"
    )
    parser.add_argument("--quick", dest="scale", action="store_const", const="quick", default="usual")
    parser.add_argument(
        "--whole", dest="scale", action="store_const", const="whole", help="10 million events, five minutes"
    )
    arguments = parser.parse_args()
    if unknown := set(arguments.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(unknown)}")
    for part in arguments.parts or PARTS:
        began = perf_counter()
        for line in PARTS[part](arguments.scale):
            print(line, flush=True)
        print(f"\n({part}: {perf_counter() - began:.0f} s)\n", flush=True)


if __name__ == "__main__":
    main()
