"""Compute a member's score over time from the points of their ledger entries. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from intro_app.trust.rules import RULES, left, ratio

# A score is shown in steps of ten, as it was on the first of each month. One confirmation moves it by less
# than a step; without these two roundings, a member could work out how much the person confirming them is
# trusted.
STEP = 10


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
    """Return the rounded score on the first of every month since the first points; empty without any."""
    if not points:
        return []
    months = _months(min(point.at for point in points), until)
    return [Spot(at, STEP * round(_score(points, at) / STEP)) for at in months]


def _months(since: datetime, until: datetime) -> list[datetime]:
    """Return the first day of each month in UTC, from that of `since`, when the score was still 50."""
    first, last = (one.astimezone(UTC).year * 12 + one.astimezone(UTC).month - 1 for one in (since, until))
    return [datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC) for month in range(first, last + 1)]


def _score(points: Sequence[Points], at: datetime) -> float:
    given = [point for point in points if point.at <= at]
    good = sum(point.good * left(at - point.at, RULES.good_half_life) for point in given)
    harm = sum(point.harm * left(at - point.at, RULES.harm_half_life) for point in given)
    return ratio(good, harm)
