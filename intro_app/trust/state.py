"""What is stored for each member between two events: as much as fits in one row."""

from dataclasses import dataclass, field
from datetime import datetime

from intro_app.trust.rules import EPOCH, RULES, Rules, TrustLevel

# Looked up millions of times when a ledger is rebuilt, which takes long on an enumeration.
_IN_GOOD_STANDING = TrustLevel.IN_GOOD_STANDING


@dataclass(slots=True)
class PointsBalance:
    """Points in the weight of EPOCH (`weight`), and what the next event must be compared with.

    `harm` is for the member's own upheld reports, `shared` for those of people they vouched for or invited.
    `touched` is the time of the last points, `reported` that of the last own harm. `received` maps whoever
    gave the member points to their sum, and `trusted_by` names the first of them who were trusted then.
    """

    good: float = 0.0
    harm: float = 0.0
    shared: float = 0.0
    touched: datetime | None = None
    level: TrustLevel = TrustLevel.NEW_HERE
    reported: datetime | None = None
    joined: datetime | None = None
    inviter: int | None = None
    offenders_invited: int = 0
    held_against_inviter: bool = False
    trusted_by: tuple[int, ...] = ()
    received: dict[int, float] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether the member is no longer new here."""
        return self.level > TrustLevel.NEW_HERE

    @property
    def vouched_for(self) -> bool:
        """Whether anybody whose word counts has confirmed the member, or an admin has vouched for them."""
        return self.known or bool(self.received)

    def confirmers(self, rules: Rules = RULES) -> int:
        """Return how many people count as having confirmed the member: a trusted one for several."""
        return len(self.received) + (rules.trusted_counts - 1) * len(self.trusted_by)

    def good_at(self, at: datetime, rules: Rules = RULES) -> float:
        """Return the good points that are left at a time."""
        return self.good / self._weight(at, rules)

    def harm_at(self, at: datetime, rules: Rules = RULES) -> float:
        """Return the harm points that are left at a time, with those shared with others."""
        return (self.harm + self.shared) / self._weight(at, rules)

    def own_harm_at(self, at: datetime, rules: Rules = RULES) -> float:
        """Return the harm points that are left of the member's own upheld reports."""
        return self.harm / self._weight(at, rules)

    def shared_harm_at(self, at: datetime, rules: Rules = RULES) -> float:
        """Return the harm points that are left of reports on people they vouched for or invited."""
        return self.shared / self._weight(at, rules)

    def received_at(self, giver: int, at: datetime, rules: Rules = RULES) -> float:
        """Return how many of the points that somebody gave are left at a time."""
        return self.received.get(giver, 0.0) / self._weight(at, rules)

    def _weight(self, at: datetime, rules: Rules) -> float:
        return weight(at if self.touched is None or at > self.touched else self.touched, rules)

    def score_at(self, at: datetime, rules: Rules = RULES) -> float:
        """Return the score at a time, above 0 and below 100; 50 without points."""
        return ratio(self.good_at(at, rules), self.harm_at(at, rules), rules)

    def is_reported(self, at: datetime, rules: Rules = RULES) -> bool:
        """Whether others read of an upheld report: until it has faded, and for a year at most."""
        if self.reported is None or at > self.reported + rules.reported_for:
            return False
        return self.own_harm_at(at, rules) > rules.faded

    def voice_at(self, at: datetime, rules: Rules = RULES) -> float:
        """Return how much a confirmation by this member counts: it follows from the word others read."""
        return rules.voices[0 if self.is_reported(at, rules) else self.level]

    def vouch(self, points: float, at: datetime, rules: Rules = RULES) -> None:
        """Make the member a founder, who is trusted from that moment."""
        self._touch(at)
        self.good += points * weight(at, rules)
        self.level = TrustLevel.TRUSTED

    def confirmed(self, by: int, points: float, voice: float, at: datetime, rules: Rules = RULES) -> None:
        """Add a confirmation, which may raise the level. One without a voice changes nothing."""
        self._touch(at)
        if voice <= 0.0:
            return
        now = weight(at, rules)
        gained = points * now
        self.good += gained
        self.received[by] = self.received.get(by, 0.0) + gained
        self.rise(by, voice, now, rules)

    def rise(self, by: int, voice: float, now: float, rules: Rules = RULES) -> None:
        """Remember a trusted person who confirmed the member, and raise the level if that is reached.

        `now` is the weight of a point given at this moment.
        """
        trusted = self.trusted_by
        if voice >= rules.voices[-1] and len(trusted) < rules.enough_trusted and by not in trusted:
            self.trusted_by = trusted = (*trusted, by)
        if not self.level and self.confirmers(rules) >= rules.enough_confirmers:
            self.level = _IN_GOOD_STANDING
        if self.level == _IN_GOOD_STANDING and len(trusted) >= rules.enough_trusted:
            self.level = self._level(now, rules)

    def offended(self, points: float, at: datetime, rules: Rules = RULES) -> None:
        """Add harm of the member's own, which lets *trusted* fall if the score is under the line."""
        self._touch(at)
        now = weight(at, rules)
        self.harm += points * now
        self.reported = at
        self.level = min(self.level, self._level(now, rules))

    def carried(self, points: float, at: datetime, rules: Rules = RULES) -> None:
        """Add a share of somebody else's harm; the level stays, since others would read of it there."""
        self._touch(at)
        self.shared += points * weight(at, rules)

    def _level(self, now: float, rules: Rules) -> TrustLevel:
        score = ratio(self.good / now, (self.harm + self.shared) / now, rules)
        return TrustLevel.TRUSTED if score >= rules.trusted else TrustLevel.IN_GOOD_STANDING

    def _touch(self, at: datetime) -> None:
        self.touched = at


def ratio(good: float, harm: float, rules: Rules = RULES) -> float:
    """Return the score: 50 without points, always above 0 and below 100."""
    return 100.0 * (good + rules.start) / (good + harm + 2.0 * rules.start)


def weight(at: datetime, rules: Rules = RULES) -> float:
    """Return how much a point given at this time weighs beside one of EPOCH: a year later, twice as much."""
    return 2.0 ** ((at - EPOCH) / rules.half_life)  # type: ignore[no-any-return]  # a float, since the base is over 0


State = dict[int, PointsBalance]
