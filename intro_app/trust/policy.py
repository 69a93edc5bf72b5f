"""Decide how much somebody may ask. Harm points and useful introductions decide; the score never does."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from intro_app.trust.limits import AskLimit, Lines, Words, fades_below, limit
from intro_app.trust.state import PointsBalance

OPEN_ASKS, OPEN_ASKS_WHEN_USEFUL, OPEN_ASKS_WHEN_READ = 3, 5, 1
ENOUGH_USEFUL = 3
LINES = Lines()
LONGEST_FREEZE = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How many asks may be open, whether a moderator reads them first, and until when asking is paused.

    `frozen` distinguishes a pause that a moderator ordered while a report is read from one by harm points.
    """

    open_allowed: int
    held: bool
    paused_until: datetime | None
    useful: int
    frozen: bool = False


def limits(
    standing: PointsBalance | None,
    *,
    useful: int,
    frozen_until: datetime | None,
    at: datetime,
    lines: Lines = LINES,
) -> Limits:
    """Return the limits of a member from their balance, number of useful introductions and freeze, if any."""
    found = limit(standing, at, lines)
    paused = fades_below(standing, lines.paused, at) if standing and found is AskLimit.PAUSED else None
    frozen = frozen_until is not None and frozen_until > at and (paused is None or frozen_until > paused)
    allowed = OPEN_ASKS_WHEN_USEFUL if useful >= ENOUGH_USEFUL else OPEN_ASKS
    return Limits(
        open_allowed=allowed if found is AskLimit.NONE else OPEN_ASKS_WHEN_READ,
        held=found is not AskLimit.NONE,
        paused_until=frozen_until if frozen else paused,
        useful=useful,
        frozen=frozen,
    )


def is_good(seen: Words) -> bool:
    """Whether the site may write to others on this member's word: known here, and no recent upheld report."""
    return seen in {Words.IN_GOOD_STANDING, Words.TRUSTED}


def most_founders(members: int) -> int:
    """Return how many people an admin may vouch for when a site starts."""
    return max(40, members // 20)
