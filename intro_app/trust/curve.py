"""Compute a member's score over time from the points of their ledger entries. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from intro_app.trust.rules import RULES, left
from intro_app.trust.state import ratio

# A member who carries a part of somebody else's report reads their score in steps of ten, as it was on the
# first of the month. Without these two roundings they could work out how serious that report was.
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


def curve(points: Sequence[Points], until: datetime, step: int = 1) -> list[Spot]:
    """Return the rounded score on the first of every month since the first points; empty without any."""
    if not points:
        return []
    months = _months(min(point.at for point in points), until)
    return [Spot(at, step * round(_score(points, at) / step)) for at in months]


def _months(since: datetime, until: datetime) -> list[datetime]:
    """Return the first day of each month in UTC, from that of `since`, when the score was still 50."""
    first, last = (one.astimezone(UTC).year * 12 + one.astimezone(UTC).month - 1 for one in (since, until))
    return [datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC) for month in range(first, last + 1)]


def _score(points: Sequence[Points], at: datetime) -> float:
    given = [(point, left(at - point.at, RULES.half_life)) for point in points if point.at <= at]
    good, harm = sum(point.good * share for point, share in given), sum(p.harm * share for p, share in given)
    return ratio(good, harm)
