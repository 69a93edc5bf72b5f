"""What is searched for on each site, and how much CPU time it takes."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from time import process_time_ns

from flask import Flask
from sqlalchemy import text

from benchmarks.search.site import AT, vocabulary
from intro_app.db import db
from intro_app.people.policy import WantedPeople
from intro_app.people.queries import find_people, first_people, who_fits
from intro_app.suggestions import policy, queries
from intro_app.text.searching import Field, sought

# Each search is asked for so often, and the least counts: what other programs do to the caches is left out.
REPEATS = 2
ROUNDS = 200
_WORDS = vocabulary()
Act = Callable[["Site"], object]
Cost = tuple[float, float]


class Site:
    """A site of some size, and the draws of what is searched there."""

    def __init__(self, app: Flask, size: int) -> None:
        """Draw the same as every other site does."""
        self.app, self.size, self.random = app, size, Random(4)

    @property
    def reader(self) -> int:
        """Somebody."""
        return self.random.randint(1, self.size)

    @property
    def common(self) -> str:
        """A word that one in ten members says, or more."""
        return _WORDS[self.random.randint(0, 20)]

    @property
    def usual(self) -> str:
        """A word that one in a hundred says, or in a thousand."""
        return _WORDS[self.random.randint(100, 1_000)]

    @property
    def rare(self) -> str:
        """A word that one in some thousands says."""
        return _WORDS[self.random.randint(8_000, 15_000)]


def measured(sites: list[Site], rounds: int = ROUNDS) -> Iterator[tuple[str, list[Cost]]]:
    """Yield the cost of each kind of search on each site, and of all of a group together."""
    for group, kinds in _KINDS.items():
        together: list[list[float]] = [[] for _site in sites]
        for what, act in kinds.items():
            costs = _costs(act, sites, rounds)
            for place, each in enumerate(costs):
                together[place] += each
            yield what, [_said(each) for each in costs]
        if group:
            yield f"**{group}**", [_said(each) for each in together]


def _costs(act: Act, sites: list[Site], rounds: int) -> list[list[float]]:
    costs: list[list[float]] = [[] for _site in sites]
    for turn in range(-3, rounds):  # the first ones make the statements
        for place, site in enumerate(sites):
            with site.app.app_context():
                cost = _least(act, site)
            if turn >= 0:
                costs[place].append(cost)
    return costs


def _least(act: Act, site: Site) -> float:
    """Return what the cheapest of some searches for the same costs."""
    drawn, costs = site.random.getstate(), list[float]()
    for _again in range(REPEATS):
        site.random.setstate(drawn)
        costs.append(_cost(act, site))
    return min(costs)


def _cost(act: Act, site: Site) -> float:
    """Return the milliseconds of CPU that this process and the database's spend."""
    clock = _database_clock()
    began, there = process_time_ns(), clock()
    act(site)
    spent = process_time_ns() - began + clock() - there
    db.session.rollback()
    return spent / 1_000_000


def _database_clock() -> Callable[[], int]:
    """Return what tells how long the database's process has run; SQLite runs in this one."""
    if db.engine.dialect.name == "sqlite":
        return lambda: 0
    pid = db.session.scalar(text("SELECT pg_backend_pid()"))
    return lambda: int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])


def _said(costs: list[float]) -> Cost:
    costs = sorted(costs)
    return costs[len(costs) // 2], costs[int(len(costs) * 0.99)]


def _find(reader: int, typed: str, *, place: str = "", takes: bool = False, after: str = "") -> str | None:
    wanted = WantedPeople(
        words=sought(typed), place=sought(place), languages=sought(""), takes_requests=takes
    )
    return find_people(reader, wanted, AT, after).more


def _again(typed: Callable[[Site], str]) -> Act:
    """Return what asks for the second page of a search, by the link of the first."""

    def act(site: Site) -> object:
        said = typed(site)
        key = (site.size, said)
        if key not in _seconds:
            _seconds[key] = _find(site.reader, said)
        after = _seconds[key]
        return _find(site.reader, said, after=after) if after else None

    return act


_seconds: dict[tuple[int, str], str | None] = {}


def _week(site: Site) -> object:
    reader = site.reader
    found = policy.matches(queries.candidates(reader, AT), AT.toordinal(), "bench")
    rests = queries.resting(reader) | queries.shown_before(reader)
    return policy.chosen(found, rests, queries.times_suggested(found, AT))


_KINDS: dict[str, dict[str, Act]] = {
    "": {"the list, first page": lambda site: first_people(site.reader, AT.date() + timedelta(days=1))},
    "searches without filters": {
        "a common word": lambda site: _find(site.reader, site.common),
        "a usual word": lambda site: _find(site.reader, site.usual),
        "a rare word": lambda site: _find(site.reader, site.rare),
        "common and rare": lambda site: _find(site.reader, f"{site.common} {site.rare}"),
        "two common words": lambda site: _find(site.reader, f"{site.common} {site.common}"),
        "half a word": lambda site: _find(site.reader, site.usual[:4]),
        "two letters": lambda site: _find(site.reader, site.usual[:2]),
        "a slip of the finger": lambda site: _find(site.reader, f"{site.rare}x"),
    },
    "searches with filters": {
        "a place": lambda site: _find(site.reader, "", place="Porto"),
        "whoever takes requests": lambda site: _find(site.reader, "", takes=True),
        "a common word, a place and the sign": lambda site: _find(
            site.reader, site.common, place="Porto", takes=True
        ),
        "a rare word and a place": lambda site: _find(site.reader, site.rare, place="Porto"),
    },
    "next pages": {
        "of a common word": _again(lambda site: site.common),
        "of a usual word": _again(lambda site: site.usual),
    },
    "suggestions": {
        "who could help with a note": lambda site: who_fits(
            site.reader, f"{site.rare} {site.rare} {site.common}", Field.CAN_HELP_WITH, AT
        ),
        "a connector's week": _week,
    },
}
