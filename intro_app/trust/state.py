"""What is stored for each member between two events: as much as fits in one row."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from intro_app.trust.rules import RULES, Rules, left, ratio

ENOUGH_CONFIRMERS = 3


@dataclass(slots=True)
class PointsBalance:
    """Good and harm points at the time `touched`, and what the next event must be compared with.

    `counterparts` maps the last people met, the most recent last, to how often the two confirmed each other.
    """

    good: float = 0.0
    harm: float = 0.0
    touched: datetime | None = None
    joined: datetime | None = None
    founder: bool = False
    inviter: int | None = None
    house: int | None = None
    offenders_invited: int = 0
    held_against_inviter: bool = False
    confirmers: tuple[int, ...] = ()
    counterparts: dict[int, int] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether the member is no longer new: a founder, or confirmed by three people whose voice counts."""
        return self.founder or len(self.confirmers) >= ENOUGH_CONFIRMERS

    def good_at(self, at: datetime, rules: Rules = RULES) -> float:
        """Return the good points that are left at a time."""
        return self.good and self.good * self._left(at, rules.good_half_life)

    def harm_at(self, at: datetime, rules: Rules = RULES) -> float:
        """Return the harm points that are left at a time."""
        return self.harm and self.harm * self._left(at, rules.harm_half_life)

    def _left(self, at: datetime, half_life: timedelta) -> float:
        return 1.0 if self.touched is None or at <= self.touched else left(at - self.touched, half_life)

    def score_at(self, at: datetime, rules: Rules = RULES) -> float:
        """Return the score at a time, above 0 and below 100; 50 without points."""
        return ratio(self.good_at(at, rules), self.harm_at(at, rules), rules)

    def gain(self, good: float, harm: float, at: datetime, rules: Rules = RULES) -> None:
        """Decay the old points until `at` and add the new ones."""
        self.good, self.harm, self.touched = (
            self.good_at(at, rules) + good,
            self.harm_at(at, rules) + harm,
            at,
        )

    def confirmed(self, by: int, voice: float, weight: float, remembered: int) -> None:
        """Add a confirmation to points already decayed until now, and remember who gave it."""
        met = self.counterparts
        met[by] = met.pop(by, 0) + 1
        if len(met) > remembered:
            del met[next(iter(met))]
        if not voice:
            return
        self.good += voice * weight
        if len(self.confirmers) < ENOUGH_CONFIRMERS:
            self.heard_from(by)

    def meet(self, other: int, remembered: int) -> None:
        """Count one more mutual confirmation; beyond `remembered` people, forget the one met longest ago."""
        met = self.counterparts
        met[other] = met.pop(other, 0) + 1
        if len(met) > remembered:
            del met[next(iter(met))]

    def heard_from(self, other: int) -> None:
        """Remember who confirmed this member, up to the first three."""
        if len(self.confirmers) < ENOUGH_CONFIRMERS and other not in self.confirmers:
            self.confirmers = (*self.confirmers, other)


State = dict[int, PointsBalance]
