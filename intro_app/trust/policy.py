"""Decides from a balance what others read of a member, how much they may ask, and what a report does.

Harm points and useful introductions decide how much somebody may ask; the score never does, and nobody else
reads it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from itertools import pairwise
from math import log2

from intro_app.trust.events import Severity
from intro_app.trust.rules import RULES, Rules, TrustLevel
from intro_app.trust.state import PointsBalance
from intro_app.wording import N_

MOST_FOUNDERS = 10
OPEN_ASKS, OPEN_ASKS_WHEN_USEFUL, OPEN_ASKS_WHEN_READ = 3, 5, 1
ENOUGH_USEFUL = 3
LONGEST_FREEZE = timedelta(days=14)
# Two reports that somebody answers for as inviter, so near each other, pause inviting for so long.
INVITING_PAUSED_FOR = TWO_WITHIN = timedelta(days=365)


class Words(Enum):
    """A member's standing as others see it; the value is what they read."""

    NEW_HERE = N_("new here")
    IN_GOOD_STANDING = N_("in good standing")
    TRUSTED = N_("trusted")
    RECENT_UPHELD_REPORT = N_("recent upheld report")


LEVELS = {
    TrustLevel.NEW_HERE: Words.NEW_HERE,
    TrustLevel.IN_GOOD_STANDING: Words.IN_GOOD_STANDING,
    TrustLevel.TRUSTED: Words.TRUSTED,
}


class AskLimit(Enum):
    """What harm points do to new asks; the value is what the person reads."""

    NONE = N_("You can ask for introductions as usual.")
    ONE_HELD = N_("You can have one open request at a time, and a moderator reads it before it goes out.")
    PAUSED = N_(
        "You can’t ask for introductions until your harm points have faded or the report is reversed."
    )


@dataclass(frozen=True, slots=True)
class Lines:
    """Harm points above which asks are held, and above which they are paused.

    `new` is the line of people whom nobody with a word that counts has confirmed yet.
    """

    new: float = 1.0
    held: float = 3.0
    paused: float = 7.0


LINES = Lines()


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


@dataclass(frozen=True)
class Effect:
    """The effect of an upheld report: points, until when others see it, and the limit on new asks."""

    points: int
    shown_until: datetime | None
    limit: AskLimit
    limit_until: datetime | None


def words(standing: PointsBalance | None, at: datetime, rules: Rules = RULES) -> Words:
    """Return the standing in words: a recent upheld report takes precedence over the level reached."""
    standing = standing or PointsBalance()
    return Words.RECENT_UPHELD_REPORT if standing.is_reported(at, rules) else LEVELS[standing.level]


def limit(
    standing: PointsBalance | None, at: datetime, lines: Lines = Lines(), rules: Rules = RULES
) -> AskLimit:
    """Return how far somebody may ask at a time; without a balance there is no limit."""
    harm = standing.harm_at(at, rules) if standing else 0.0
    if harm > lines.paused:
        return AskLimit.PAUSED
    return AskLimit.ONE_HELD if harm > held_above(standing, lines) else AskLimit.NONE


def held_above(standing: PointsBalance | None, lines: Lines = LINES) -> float:
    """Return the harm points above which a member's asks are held.

    The first confirmation that counts lifts the line to everybody's. Honest newcomers are rarely reported
    before it, and whoever comes only to abuse gets none: see benchmarks/README.md, *attacks*.
    """
    return lines.held if standing is not None and standing.vouched_for else lines.new


def fades_below(standing: PointsBalance, line: float, at: datetime, rules: Rules = RULES) -> datetime:
    """Return when the harm will have decayed to `line`; `at` if it already has."""
    harm = standing.harm_at(at, rules)
    return at if harm <= line else at + rules.half_life * log2(harm / line)


def calibrated(peaks: Sequence[float], affected: float = 0.005, lines: Lines = Lines()) -> Lines:
    """Return lines that affect at most the share `affected` of honest members.

    `peaks` is the highest harm that each of them ever had. The result is never stricter than `lines`.
    """
    allowed = int(len(peaks) * affected)
    line = sorted(peaks, reverse=True)[allowed] if len(peaks) > allowed else 0.0
    return replace(lines, held=max(lines.held, line), paused=max(lines.paused, line))


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


def inviting_paused(answered_for: Iterable[datetime], at: datetime) -> datetime | None:
    """Return until when a member can't invite anyone, or None if they can.

    `answered_for` holds one moment for each person they invited and answer for: when the first report about
    that person was upheld. One such person never pauses inviting, two within a year do, whatever the reports
    were about: otherwise the pause would tell how serious somebody else's report was.
    """
    ends = [
        second + INVITING_PAUSED_FOR
        for first, second in pairwise(sorted(answered_for))
        if second - first <= TWO_WITHIN
    ]
    return max((end for end in ends if end > at), default=None)


def is_good(seen: Words) -> bool:
    """Whether the site may write to others on this member's word: known here, and no recent upheld report."""
    return seen in {Words.IN_GOOD_STANDING, Words.TRUSTED}


def most_founders(*, founding: bool) -> int:
    """Return how many people an admin may have vouched for: none once a site is no longer founding."""
    return MOST_FOUNDERS if founding else 0


def missing(standing: PointsBalance, at: datetime, rules: Rules = RULES) -> float:
    """Return how many good points more would lift the score to the line from which on somebody is trusted."""
    line = rules.trusted / 100.0
    good, harm = standing.good_at(at, rules), standing.harm_at(at, rules)
    needed = (line * (harm + 2.0 * rules.start) - rules.start) / (1.0 - line)
    return max(0.0, needed - good)


def shown_until(standing: PointsBalance, at: datetime, rules: Rules = RULES) -> datetime | None:
    """Return until when others read of an upheld report; None if they don't."""
    if standing.reported is None or not standing.is_reported(at, rules):
        return None
    faded = at + rules.half_life * log2(standing.own_harm_at(at, rules) / rules.faded)
    return min(faded, standing.reported + rules.reported_for)


def effect(severity: Severity, standing: PointsBalance, at: datetime) -> Effect:
    """Return the effect of an upheld report, given the balance that includes it, if nothing else happens."""
    stop = limit(standing, at, LINES)
    line = {
        AskLimit.ONE_HELD: held_above(standing),
        AskLimit.PAUSED: LINES.paused,
    }.get(stop)
    shown = shown_until(standing, at)
    return Effect(int(severity), shown, stop, fades_below(standing, line, at) if line else None)
