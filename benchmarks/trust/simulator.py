"""The attack simulator: every attack on every system, at limits that affect equally few honest members."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from statistics import mean, median

from benchmarks.trust.attacks import PLANS, play
from benchmarks.trust.rings import SevereRule, lost_to_reports, ring_scores, sybil_scores
from benchmarks.trust.sparks import Edition
from benchmarks.trust.systems import FIRST, OURS, SYSTEMS, System
from benchmarks.trust.world import DAY, Habits, World, honest_world
from intro_app.trust.events import Severity, Upheld, Useful
from intro_app.trust.policy import LINES, Lines, calibrated

AFFECTED = 0.005
LINE_SEEDS = 5
ATTACKERS = 100  # a world; with twenty, their luck alone moves a row by .4
Make = Callable[[], System]
Rows = dict[str, list[str]]


@dataclass(frozen=True)
class Simulation:
    """The worlds to measure in, and others to draw the lines in."""

    seeds: int
    ring_sizes: tuple[int, ...]
    habits: Habits = field(default_factory=Habits)

    @cached_property
    def worlds(self) -> list[World]:
        """One honest world a seed."""
        return [honest_world(seed, self.habits) for seed in range(self.seeds)]

    @cached_property
    def lines(self) -> dict[str, float]:
        """For each system the lowest line that at most 0.5 % of the honest members of other worlds ever pass.

        The site's own line is the one it has.
        """
        others = [honest_world(1000 + seed, self.habits) for seed in range(LINE_SEEDS)]
        found = {
            name: [peak for world in others for peak in peaks(world, make())]
            for name, make in SYSTEMS.items()
        }
        return {name: _line(name, worst) for name, worst in found.items()}

    def held(self) -> list[float]:
        """The part of honest members that each system ever holds in the measured worlds."""
        return [self._held(name, make) for name, make in SYSTEMS.items()]

    def _held(self, name: str, make: Make) -> float:
        found = [peak for world in self.worlds for peak in peaks(world, make())]
        return sum(peak > self.lines[name] for peak in found) / len(found)

    def attack(self, plan: str, name: str) -> tuple[float, float, float]:
        """Abusive asks, the part contained, and lives, of the mean attacker."""
        fared = []
        for seed, world in enumerate(self.worlds):
            world.chance = random.Random(seed)
            fared += play(world, SYSTEMS[name](), self.lines[name], PLANS[plan], ATTACKERS)
        return (
            mean(one.abusive for one in fared),
            mean(one.contained for one in fared),
            mean(one.lives for one in fared),
        )

    def ring(self, size: int, name: str, outside: int = 0) -> tuple[float, float]:
        """Scores with and without the ring, in the shape that gains the ring most."""
        shapes = ("circle", "halves")
        found = [self._ring(size, name, shape, outside) for shape in shapes]
        return max(found, key=lambda scores: scores[0] - scores[1])

    def _ring(self, size: int, name: str, shape: str, outside: int) -> tuple[float, float]:
        return self._mean(lambda world: ring_scores(world, SYSTEMS[name], size, shape, outside))

    def sybils(self, name: str) -> tuple[float, float]:
        """Scores with and without forty Sybils."""
        return self._mean(lambda world: sybil_scores(world, SYSTEMS[name]))

    def lost(
        self,
        name: str,
        reports: int,
        upheld: float,
        appeal: float = 1.0,
        rule: SevereRule = SevereRule.NONE,
    ) -> float:
        """Score lost to false reports."""
        make = SYSTEMS[name]
        return mean(lost_to_reports(world, make, reports, upheld, appeal, rule=rule) for world in self.worlds)

    def lost_if_severe(self, name: str, severity: Severity, rule: SevereRule) -> float:
        """Score lost to ten false reports that all are this severe, where a moderator upholds them."""
        wrong = self.habits.false_upheld
        worlds = [replace(one, habits=replace(one.habits, false_severity=(severity,))) for one in self.worlds]
        return mean(lost_to_reports(one, SYSTEMS[name], 10, wrong, 1.0, rule=rule) for one in worlds)

    def newcomers(self, edition: Callable[[], Edition]) -> tuple[float, float, float]:
        """Return median days until honest newcomers have a first word and are trusted, and how many are."""
        days = [found for world in self.worlds for found in settled(world, edition())]
        known, full = [one for one, _ in days if one is not None], [one for _, one in days if one is not None]
        return median(known), median(full), len(full) / len(days)

    def _mean(self, measure: Callable[[World], tuple[float, float]]) -> tuple[float, float]:
        found = [measure(world) for world in self.worlds]
        return mean(one for one, _ in found), mean(other for _, other in found)


def peaks(world: World, system: System) -> list[float]:
    """How bad each honest member ever looked, at an ask that led somewhere or after an upheld report."""
    worst = dict.fromkeys(range(1, world.habits.members + 1), 0.0)
    for event in world.events:
        people = (event.offender, event.connector) if isinstance(event, Upheld) else ()
        asking = event.a if isinstance(event, Useful) else None
        if asking is not None:
            worst[asking] = max(worst[asking], system.badness(asking, event.at))
        system.hear(event)
        for member in people:
            if member is not None:
                worst[member] = max(worst[member], system.badness(member, event.at))
    return list(worst.values())


def _line(name: str, found: list[float]) -> float:
    if name == OURS:
        return LINES.held
    return calibrated(found, AFFECTED, Lines() if name == FIRST else Lines(held=0.0)).held


def settled(world: World, system: Edition) -> list[tuple[float | None, float | None]]:
    """For each newcomer the days until their first word and until they are trusted."""
    first = world.habits.members - world.habits.newcomers
    known, full = dict[int, float](), dict[int, float]()
    for event in world.events:
        system.hear(event)
        for member in (event.a, event.b, event.connector) if isinstance(event, Useful) else ():
            if member is not None and member > first:
                days = (event.at - world.came[member]) / DAY
                if system.level(member, event.at) >= 1:
                    known.setdefault(member, days)
                if system.level(member, event.at) == 2:
                    full.setdefault(member, days)
    return [(known.get(member), full.get(member)) for member in range(first + 1, world.habits.members + 1)]
