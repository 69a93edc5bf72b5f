"""How many genuine confirmations, sparks, a ring of new accounts needs; whether a yes can lower anybody."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from benchmarks.trust.world import DAY, START
from intro_app.trust.events import Event, Founder, Joined, Severity, Upheld, Useful

FIRST, FOUNDERS, AROUND, DAYS = 1000, 12, 40, 350
TRUSTED, MOST, ROUNDS = 2, 40, 20


class Edition(Protocol):
    """A system that also has words."""

    def hear(self, event: Event) -> None:
        """Let one event count."""

    def score(self, member: int, at: datetime) -> float:
        """The score."""

    def level(self, member: int, at: datetime) -> int:
        """0 new here, 1 in good standing, 2 trusted."""


class Lit(NamedTuple):
    """A ring at the end: the mean score, how many have a word, how many are trusted."""

    score: float
    known: int
    trusted: int


def sparks_for(number: int, each: int = 3) -> list[int]:
    """Which account each spark falls on: `each` on the first, then on the next."""
    return [spark // each for spark in range(number)]


SPARKS: dict[str, Callable[[int], list[int]]] = {
    "one spark": lambda _size: [0],
    "three sparks on one account": lambda _size: sparks_for(3),
    "nine sparks, three each on three": lambda _size: sparks_for(9),
    "fifteen sparks, three each on five": lambda _size: sparks_for(15),
    "one spark each": lambda size: list(range(size)),
}


def lit(
    edition: Edition,
    size: int,
    sparks: Sequence[int],
    founder: int | None = None,
    *,
    dense: bool = False,
    draw: int = 0,
) -> Lit:
    """A ring in long cycles, or a dense one, with sparks from twelve founders in turn or a captured one.

    `draw` is which of the many possible orders of its meetings it has.
    """
    for number in range(1, FOUNDERS + 1):
        edition.hear(Founder(START, number))
    for account in range(FIRST, FIRST + size):
        edition.hear(Joined(START, account))
    for number, account in enumerate(sparks):
        giver = founder or number % FOUNDERS + 1
        edition.hear(Useful(START + DAY, number, giver, FIRST + account))
    for event in meetings(size, dense=dense, draw=draw):
        edition.hear(event)
    at, accounts = START + (DAYS + 2) * DAY, range(FIRST, FIRST + size)
    levels = [edition.level(one, at) for one in accounts]
    mean = sum(edition.score(one, at) for one in accounts) / size
    return Lit(mean, sum(level > 0 for level in levels), levels.count(TRUSTED))


def meetings(size: int, *, dense: bool, draw: int = 0) -> list[Useful]:
    """Pairs of a ring over a year: long cycles of 40, drawn anew each round; dense: the forty around."""
    chance = random.Random(size + 1000 * draw)
    if dense:
        steps = range(1, min(AROUND // 2, (size - 1) // 2) + 1)
        pairs = [(one, (one + step) % size) for step in steps for one in range(size)] * 2
        chance.shuffle(pairs)
    else:
        pairs = [pair for _round in range(ROUNDS) for pair in _cycles(size, chance)]
    each = DAYS * DAY / len(pairs)
    return [
        Useful(START + 2 * DAY + number * each, 10_000 + number, FIRST + one, FIRST + other)
        for number, (one, other) in enumerate(pairs)
    ]


def _cycles(size: int, chance: random.Random) -> list[tuple[int, int]]:
    accounts = chance.sample(range(size), size)
    cycles = [accounts[start : start + AROUND] for start in range(0, size, AROUND)]
    return [pair for cycle in cycles for pair in zip(cycle, cycle[1:] + cycle[:1], strict=True)]


def worst_of(make: Callable[[], Edition], size: int, *, dense: bool, draws: int) -> Lit:
    """The worst of several draws of a ring with nine sparks, three each on three accounts anywhere in it."""
    found = list[Lit]()
    for draw in range(draws):
        accounts = random.Random(draw).sample(range(size), 3)
        found.append(lit(make(), size, [one for one in accounts for _ in range(3)], dense=dense, draw=draw))
    return max(found, key=lambda one: (one.trusted, one.score))


def needed(make: Callable[[], Edition], size: int, *, dense: bool) -> int | None:
    """The fewest sparks, one to three on an account, that make half of a ring trusted; None over forty."""
    found = (_needed(make, size, each, dense=dense) for each in (1, 2, 3))
    return min((sparks for sparks in found if sparks is not None), default=None)


def _needed(make: Callable[[], Edition], size: int, each: int, *, dense: bool) -> int | None:
    def lights(sparks: int) -> bool:
        return lit(make(), size, sparks_for(sparks, each), dense=dense).trusted >= size / 2

    low, high = 1, min(MOST, size * each)
    if not lights(high):
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if lights(middle) else (middle + 1, high)
    return low


def lowered(make: Callable[[], Edition], ledgers: int) -> int:
    """In how many random ledgers some useful introduction lowers somebody's score or word later."""
    return sum(_lowers(make, random.Random(seed)) for seed in range(ledgers))


def _lowers(make: Callable[[], Edition], chance: random.Random) -> bool:
    people = range(1, 9)
    events: list[Event] = [Founder(START, one) for one in chance.sample(people, 3)]
    events += [_event(chance, number, people) for number in range(chance.randint(5, 30))]
    events.sort(key=lambda event: event.at)
    yes = chance.choice([event for event in events if isinstance(event, Useful)] or [None])
    all_of, without = make(), make()
    for event in events:
        all_of.hear(event)
        if event is not yes:
            without.hear(event)
    at = START + 1000 * DAY
    fell = (all_of.level(one, at) < without.level(one, at) for one in people)
    return any(fell) or any(all_of.score(one, at) < without.score(one, at) - 1e-9 for one in people)


def _event(chance: random.Random, number: int, people: Sequence[int]) -> Event:
    at = START + chance.uniform(1, 900) * DAY
    a, b, connector = chance.sample(people, 3)
    if chance.random() < 0.1:
        return Upheld(
            at, number, a, chance.choice(list(Severity)), connector if chance.random() < 0.3 else None
        )
    return Useful(at, number, a, b, connector if chance.random() < 0.4 else None)
