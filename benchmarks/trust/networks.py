"""Reads networks of dated ratings with labelled traders: any pair `<name>.csv` and `<name>_labels.csv`.

Ratings are lines `rater,ratee,rating,unix time`, labels are lines `trader,+1|-1`; further columns and a
header line are passed over. The scale may be any that is symmetric around 0. Labels of the kind used here
come from a founder: he and those he rated half the scale or more are the labellers. Who he is follows from
the labels themselves.
"""

import csv
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

STRONG = 0.5
MOST_LABELLED = 600
RECOGNISED = 0.5


class Rating(NamedTuple):
    """One trader's opinion of another, from -1 to 1, at a unix time."""

    rater: int
    ratee: int
    value: float
    at: float


@dataclass(frozen=True)
class Network:
    """Ratings in order of time, the labels, and when each labelled trader was first labelled."""

    name: str
    ratings: list[Rating]
    labels: dict[int, int]
    founder: int | None
    labelled_at: dict[int, float]


class NoData(Exception):
    """There is nothing to measure on; the message says what to set."""


def data_dir() -> Path:
    """Where the data is: TRUST_DATA, else `../shared/data/trust` beside the repository.

    Raises NoData when no labelled network is there.
    """
    beside = Path(__file__).resolve().parents[3] / "shared" / "data" / "trust"
    found = Path(os.environ.get("TRUST_DATA") or beside)
    if not any(found.glob("*_labels.csv")):
        raise NoData(
            "Set TRUST_DATA to a directory with <name>.csv and <name>_labels.csv (see benchmarks/README.md)."
        )
    return found


def networks(directory: Path) -> Iterator[Network]:
    """Every network in a directory."""
    for labels in sorted(directory.glob("*_labels.csv")):
        yield read(labels.with_name(labels.name.replace("_labels", "")), labels)


def read(ratings_file: Path, labels_file: Path) -> Network:
    """One network, without traders never rated as labelled; of very many traders only every nth is kept."""
    rows = [Rating(int(row[0]), int(row[1]), float(row[2]), float(row[3])) for row in _rows(ratings_file)]
    scale = max(abs(row.value) for row in rows)
    ratings = sorted((row._replace(value=row.value / scale) for row in rows), key=lambda row: row.at)
    labels = {int(row[0]): 1 if float(row[1]) > 0 else -1 for row in _rows(labels_file)}
    founder = _founder(ratings, labels)
    times = _first_agreeing(ratings, labels, None) | _first_agreeing(
        ratings, labels, _labellers(ratings, founder)
    )
    times = dict(list(times.items())[:: len(times) // MOST_LABELLED + 1])
    return Network(ratings_file.stem, ratings, {trader: labels[trader] for trader in times}, founder, times)


def _rows(file: Path) -> Iterator[list[str]]:
    with file.open(newline="") as lines:
        for row in csv.reader(lines):
            if row and row[0].strip().lstrip("-").isdigit():
                yield row


def _labellers(ratings: list[Rating], founder: int | None) -> set[int]:
    return (
        {founder} | {row.ratee for row in ratings if row.rater == founder and row.value >= STRONG}
        if founder
        else set()
    )


def _first_agreeing(
    ratings: list[Rating], labels: dict[int, int], raters: set[int] | None
) -> dict[int, float]:
    """Return when each labelled trader was first rated strongly and as labelled, by `raters` or anyone."""
    times: dict[int, float] = {}
    for row in ratings:
        if (raters is None or row.rater in raters) and row.value * labels.get(row.ratee, 0) >= STRONG:
            times.setdefault(row.ratee, row.at)
    return times


def _founder(ratings: list[Rating], labels: dict[int, int]) -> int | None:
    """The trader whose choice of labellers gives the labels best, if anyone's gives them at all."""
    generous = Counter(row.rater for row in ratings if row.value >= STRONG).most_common(200)
    agreement, founder = max((_agreement(ratings, labels, trader), -trader) for trader, _ in generous)
    return -founder if agreement >= RECOGNISED else None


def _agreement(ratings: list[Rating], labels: dict[int, int], founder: int) -> float:
    raters = _labellers(ratings, founder)
    given = {
        (row.ratee, 1 if row.value > 0 else -1)
        for row in ratings
        if row.rater in raters and abs(row.value) >= STRONG
    }
    return len(given & set(labels.items())) / len(given | set(labels.items()))
