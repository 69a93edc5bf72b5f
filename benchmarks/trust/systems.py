"""The systems compared: from the same events each returns how suspicious somebody is, and their score."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from benchmarks.trust.first_edition import FirstEdition
from intro_app.trust.events import Event, Founder, Upheld, Useful
from intro_app.trust.policy import LINES, held_above, inviting_paused
from intro_app.trust.rules import RULES, Rules
from intro_app.trust.score import PointsRule, apply, effects, score
from intro_app.trust.state import PointsBalance, State

YEAR = timedelta(days=365)


class System(Protocol):
    """What the gate and the tables need to know of a system."""

    def hear(self, event: Event) -> None:
        """Let one event count."""

    def badness(self, member: int, at: datetime) -> float:
        """What the gate compares with its line; more is worse."""

    def score(self, member: int, at: datetime) -> float:
        """A score from 0 to 100, or not a number where a system has none."""


class Formula:
    """The site's formula: harm decides the gate, the score is for reading."""

    def __init__(self, rules: Rules = RULES) -> None:
        self.rules = rules
        self.state: State = {}
        self.answered_for: defaultdict[int, dict[int, datetime]] = defaultdict(dict)

    def hear(self, event: Event) -> None:
        if isinstance(event, Upheld):
            self._note_inviters(event)
        apply(self.state, event, self.rules)

    def _note_inviters(self, event: Upheld) -> None:
        for line in effects(self.state, event, self.rules):
            if line.why == PointsRule.INVITED and line.other is not None:
                self.answered_for[line.member].setdefault(line.other, event.at)

    def may_invite(self, member: int, at: datetime) -> bool:
        """Whether the site lets a member invite, as far as it goes by whom they invited before."""
        return inviting_paused(self.answered_for[member].values(), at) is None

    def badness(self, member: int, at: datetime) -> float:
        standing = self.state.get(member, PointsBalance())
        return standing.harm_at(at, self.rules) * LINES.held / held_above(standing)

    def score(self, member: int, at: datetime) -> float:
        return score(self.state.get(member), at, self.rules)

    def level(self, member: int, at: datetime) -> int:
        """0 new here or a recent upheld report, 1 in good standing, 2 trusted."""
        one = self.state.get(member, PointsBalance())
        return 0 if one.is_reported(at, self.rules) else int(one.level)


class Beta:
    """Beta reputation on the same points; with a half-life, evidence fades."""

    def __init__(self, half_life: timedelta | None = None) -> None:
        self.half_life = half_life
        self.points: dict[int, tuple[float, float, datetime]] = {}

    def hear(self, event: Event) -> None:
        for member, good, harm in evidence(event):
            old_good, old_harm = self._points(member, event.at)
            self.points[member] = (old_good + good, old_harm + harm, event.at)

    def badness(self, member: int, at: datetime) -> float:
        return 100 - self.score(member, at)

    def score(self, member: int, at: datetime) -> float:
        good, harm = self._points(member, at)
        return 100 * (good + 1) / (good + harm + 2)

    def _points(self, member: int, at: datetime) -> tuple[float, float]:
        good, harm, touched = self.points.get(member, (0.0, 0.0, at))
        kept = 2 ** -((at - touched) / self.half_life) if self.half_life else 1.0
        return good * kept, harm * kept


class Mean:
    """The mean of others' ratings from -10 to 10: 2 for a confirmation, less for an upheld report."""

    def __init__(self) -> None:
        self.said: defaultdict[int, list[float]] = defaultdict(list)

    def hear(self, event: Event) -> None:
        for member, good, harm in evidence(event):
            self.said[member].append(2.0 if good else -harm)

    def badness(self, member: int, at: datetime) -> float:
        return 100 - self.score(member, at)

    def score(self, member: int, at: datetime) -> float:
        del at
        return 50.0 + 5.0 * sum(self.said[member]) / max(1, len(self.said[member]))


class Strikes:
    """Upheld reports are counted and never forgotten; nothing good counts."""

    def __init__(self) -> None:
        self.count: defaultdict[int, int] = defaultdict(int)

    def hear(self, event: Event) -> None:
        if isinstance(event, Upheld):
            self.count[event.offender] += 1

    def badness(self, member: int, at: datetime) -> float:
        del at
        return self.count[member]

    def score(self, member: int, at: datetime) -> float:
        del member, at
        return float("nan")


def evidence(event: Event) -> list[tuple[int, float, float]]:
    """What the simpler systems take from an event: who gains good points, who harm."""
    if isinstance(event, Useful):
        people = (event.a, event.b, event.connector, event.connector)
        return [(member, 1.0, 0.0) for member in people if member is not None]
    if isinstance(event, Founder):
        return [(event.member, event.points, 0.0)]
    return [(event.offender, 0.0, float(event.severity))] if isinstance(event, Upheld) else []


OURS = "third edition"
SECOND_RULES = replace(RULES, enough_confirmers=3, trusted_counts=1, enough_trusted=0)
FIRST = "first edition"
SYSTEMS: dict[str, Callable[[], System]] = {
    OURS: Formula,
    FIRST: FirstEdition,
    "Beta": Beta,
    "Beta, forgetting": lambda: Beta(YEAR),
    "mean": Mean,
    "strikes only": Strikes,
}
EDITIONS: dict[str, Callable[[], Formula | FirstEdition]] = {
    OURS: Formula,
    "second edition": lambda: Formula(SECOND_RULES),
    FIRST: FirstEdition,
}
