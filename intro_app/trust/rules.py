"""The constants of the trust formula and its four factors, each simple enough for a member to read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Rules:
    """The constants of the formula; the defaults apply on the site, other values only in benchmarks."""

    start: float = 2.5
    good_half_life: timedelta = timedelta(days=365)
    harm_half_life: timedelta = timedelta(days=545)
    unheard: float = 50.0
    trusted: float = 75.0
    voice_floor: float = 0.0
    repeat: float = 0.5
    circle_floor: float = 0.05
    inside_house: float = 0.25
    remembered: int = 64
    shared_harm: float = 0.25
    answers_for_newcomer: timedelta = timedelta(days=365)
    most_doublings: int = 4
    bad_faith: float = 1.0


RULES = Rules()


def ratio(good: float, harm: float, rules: Rules = RULES) -> float:
    """Return the score: 50 without points, always above 0 and below 100."""
    return 100.0 * (good + rules.start) / (good + harm + 2.0 * rules.start)


def left(age: timedelta, half_life: timedelta) -> float:
    """Return the share of a point that is left at this age."""
    return 2.0 ** -(age / half_life)  # type: ignore[no-any-return]  # a float, since the base is over 0


def voice(score: float, rules: Rules = RULES) -> float:
    """Return how much a confirmation counts by its giver's score: 0 up to 50, 1 from 75 on, linear between.

    Benchmarks may set a floor (`voice_floor`) at 50, which decreases linearly below 50.
    """
    known = (score - rules.unheard) / (rules.trusted - rules.unheard)
    if known < 0.0:
        return rules.voice_floor * max(0.0, 1.0 + known)
    return rules.voice_floor + (1.0 - rules.voice_floor) * min(1.0, known)


def openness(mine: Collection[int], theirs: Collection[int], shared: int, rules: Rules = RULES) -> float:
    """Return how little two people's circles overlap: 1 for no overlap, near 0 for a closed circle."""
    smaller = min(len(mine), len(theirs))
    return max(rules.circle_floor, (1.0 - shared / (smaller + 1)) ** 2)
