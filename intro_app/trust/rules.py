"""The constants of the trust formula and its few factors, each simple enough for a member to read."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum

# Points are stored in the weight of this moment, so that nothing has to be recomputed as they fade.
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


class TrustLevel(IntEnum):
    """How far a member has come; it never falls by time, only by an upheld report."""

    NEW_HERE = 0
    IN_GOOD_STANDING = 1
    TRUSTED = 2


@dataclass(frozen=True, slots=True)
class Rules:
    """The constants of the formula; the defaults apply on the site, other values only in benchmarks.

    `voices` is how many points a confirmation gives by its giver's level. Whoever has been confirmed by
    `enough_confirmers` different people with a voice is in good standing; a trusted person counts for
    `trusted_counts` of them, and nobody is trusted before `enough_trusted` trusted people confirmed them.
    `repeat` is the share of the points still left from one person that their next confirmation is less by.
    `most_vouched` caps the harm that a member carries for people they vouched for, below every limit on
    asking: three grave offences by strangers must not limit an honest connector. `reported_for` is how long
    others read of an upheld report, at most.
    """

    start: float = 2.5
    half_life: timedelta = timedelta(days=365)
    trusted: float = 75.0
    enough_confirmers: int = 6
    trusted_counts: int = 3
    enough_trusted: int = 3
    voices: tuple[float, float, float] = (0.0, 0.5, 1.0)
    repeat: float = 0.5
    shared_harm: float = 0.25
    most_vouched: float = 3.0
    answers_for_newcomer: timedelta = timedelta(days=365)
    most_doublings: int = 4
    bad_faith: float = 1.0
    faded: float = 1.0
    reported_for: timedelta = timedelta(days=365)


RULES = Rules()


def left(age: timedelta, half_life: timedelta) -> float:
    """Return the share of a point that is left at this age."""
    return 2.0 ** -(age / half_life)  # type: ignore[no-any-return]  # a float, since the base is over 0


def confirmation(voice: float, earlier: float, rules: Rules = RULES) -> float:
    """Return the points of one confirmation: the giver's voice, less half of what they gave before.

    `earlier` is what is left of that. Several times on one day, each counts half as much as the one before,
    and all together never more than twice the voice. More given before never means less in all: that is why
    no yes can cost anybody anything later.
    """
    return max(0.0, voice - rules.repeat * earlier)
