"""The constants of the formula and the four factors that they govern, each a line that a member can read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers of the formula as members read it; other ones are for measuring."""

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
    """The score: 50 for the unknown, never 0 and never 100."""
    return 100.0 * (good + rules.start) / (good + harm + 2.0 * rules.start)


def left(age: timedelta, half_life: timedelta) -> float:
    """The part of a point that is left after a time."""
    return 2.0 ** -(age / half_life)  # type: ignore[no-any-return]  # a power of floats with a base over 0 is a float


def voice(score: float, rules: Rules = RULES) -> float:
    """How much a confirmation counts by the score of whoever gives it: nothing up to 50, in full from 75 on.

    Measurements may give everyone a floor at 50; below 50 it shrinks as evenly as the voice above grows.
    """
    known = (score - rules.unheard) / (rules.trusted - rules.unheard)
    if known < 0.0:
        return rules.voice_floor * max(0.0, 1.0 + known)
    return rules.voice_floor + (1.0 - rules.voice_floor) * min(1.0, known)


def openness(mine: Collection[int], theirs: Collection[int], shared: int, rules: Rules = RULES) -> float:
    """How little two people share their circle: 1 for none shared, near 0 for a closed circle."""
    smaller = min(len(mine), len(theirs))
    return max(rules.circle_floor, (1.0 - shared / (smaller + 1)) ** 2)
