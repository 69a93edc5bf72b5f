"""A member's score over time, told from the points of their lines. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from intro_app.trust.rules import RULES, left, ratio

STEPS = 96


class Points(NamedTuple):
    """Points given at one moment."""

    at: datetime
    good: float
    harm: float


class Spot(NamedTuple):
    """The score at one moment."""

    at: datetime
    score: float


def curve(points: Sequence[Points], until: datetime) -> list[Spot]:
    """The score from the first points until a moment, at even steps; nothing while there are no points."""
    if not points:
        return []
    begin = min(point.at for point in points) - timedelta(days=1)  # shows the 50 from which everyone starts
    step = (until - begin) / STEPS
    return [Spot(at, _score(points, at)) for at in (begin + step * number for number in range(STEPS + 1))]


def _score(points: Sequence[Points], at: datetime) -> float:
    given = [point for point in points if point.at <= at]
    good = sum(point.good * left(at - point.at, RULES.good_half_life) for point in given)
    harm = sum(point.harm * left(at - point.at, RULES.harm_half_life) for point in given)
    return ratio(good, harm)
