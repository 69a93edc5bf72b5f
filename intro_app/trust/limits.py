"""What follows from a balance: the words that others see, and the limits on asking.

Never the score itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from math import log2

from intro_app.trust.rules import RULES, Rules
from intro_app.trust.state import PointsBalance
from intro_app.wording import N_

FADED = 1.0


class Words(Enum):
    """A member's standing as others see it; the value is what they read."""

    NEW_HERE = N_("new here")
    IN_GOOD_STANDING = N_("in good standing")
    TRUSTED = N_("trusted")
    RECENT_UPHELD_REPORT = N_("recent upheld report")


class AskLimit(Enum):
    """What harm points do to new asks; the value is what the person reads."""

    NONE = N_("You can ask for introductions as usual.")
    ONE_HELD = N_("You can have one open ask at a time, and a moderator reads it before it is sent.")
    PAUSED = N_(
        "You cannot ask for introductions until your harm points have faded or the report is reversed."
    )


@dataclass(frozen=True, slots=True)
class Lines:
    """Harm points above which asks are held (`new`: those of new people), and above which they are paused."""

    new: float = 1.0
    held: float = 3.0
    paused: float = 7.0


def words(standing: PointsBalance | None, at: datetime, rules: Rules = RULES) -> Words:
    """Return the standing in words: a recent upheld report takes precedence, then being new, then trust."""
    standing = standing or PointsBalance()
    if standing.harm_at(at, rules) > FADED:
        return Words.RECENT_UPHELD_REPORT
    if not standing.known:
        return Words.NEW_HERE
    return Words.TRUSTED if standing.score_at(at, rules) >= rules.trusted else Words.IN_GOOD_STANDING


def limit(
    standing: PointsBalance | None, at: datetime, lines: Lines = Lines(), rules: Rules = RULES
) -> AskLimit:
    """Return how far somebody may ask at a time; without a balance there is no limit."""
    harm = standing.harm_at(at, rules) if standing else 0.0
    if harm > lines.paused:
        return AskLimit.PAUSED
    known = standing is not None and standing.known
    return AskLimit.ONE_HELD if harm > (lines.held if known else lines.new) else AskLimit.NONE


def fades_below(standing: PointsBalance, line: float, at: datetime, rules: Rules = RULES) -> datetime:
    """Return when the harm will have decayed to `line`; `at` if it already has."""
    harm = standing.harm_at(at, rules)
    return at if harm <= line else at + rules.harm_half_life * log2(harm / line)


def calibrated(peaks: Sequence[float], affected: float = 0.005, lines: Lines = Lines()) -> Lines:
    """Return lines that affect at most the share `affected` of honest members.

    `peaks` is the highest harm that each of them ever had. The result is never stricter than `lines`.
    """
    allowed = int(len(peaks) * affected)
    line = sorted(peaks, reverse=True)[allowed] if len(peaks) > allowed else 0.0
    return replace(lines, held=max(lines.held, line), paused=max(lines.paused, line))
