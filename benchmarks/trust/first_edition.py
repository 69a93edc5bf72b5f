"""The first edition of the formula, as the site had it until the second, for the tables.

A voice by the score, less for closed circles and invitation houses, half-lives of 365 and 545 days, and a
word that was read off the score at any moment.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from benchmarks.trust.networks import Rating
from intro_app.trust.events import BadFaith, Event, Founder, Joined, Upheld, Useful

GOOD, HARM, YEAR = timedelta(days=365), timedelta(days=545), timedelta(days=365)
ENOUGH, REMEMBERED, TRUSTED = 3, 64, 75.0


@dataclass
class Balance:
    """What the first edition knew of a member."""

    good: float = 0.0
    harm: float = 0.0
    touched: datetime | None = None
    joined: datetime | None = None
    founder: bool = False
    inviter: int | None = None
    house: int | None = None
    offenders_invited: int = 0
    held_against_inviter: bool = False
    confirmers: set[int] = field(default_factory=set)
    met: dict[int, int] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether three people, or an admin, had confirmed them."""
        return self.founder or len(self.confirmers) >= ENOUGH

    def left(self, at: datetime) -> tuple[float, float]:
        """Good and harm points left at a time."""
        age = max(timedelta(), at - self.touched) if self.touched else timedelta()
        return self.good * 2.0 ** -(age / GOOD), self.harm * 2.0 ** -(age / HARM)

    def score(self, at: datetime) -> float:
        """The score at a time."""
        good, harm = self.left(at)
        return 100.0 * (good + 2.5) / (good + harm + 5.0)

    def gain(self, good: float, harm: float, at: datetime) -> None:
        """Let old points fade and add new ones."""
        old = self.left(at)
        self.good, self.harm, self.touched = old[0] + good, old[1] + harm, at

    def meet(self, other: int) -> None:
        """Remember one more meeting, of the last 64 people."""
        self.met[other] = self.met.pop(other, 0) + 1
        if len(self.met) > REMEMBERED:
            del self.met[next(iter(self.met))]


class FirstEdition:
    """A system for the simulator: every member's balance, moved by one event after another."""

    def __init__(self) -> None:
        self.state: dict[int, Balance] = {}

    def of(self, member: int) -> Balance:
        """A member's balance."""
        return self.state.setdefault(member, Balance())

    def hear(self, event: Event) -> None:
        """Let one event count."""
        match event:
            case Useful():
                self._useful(event)
            case Upheld():
                self._upheld(event)
            case Founder(at=at, member=member, points=points):
                self.of(member).gain(points, 0.0, at)
                self.of(member).founder = True
            case BadFaith(at=at, reporter=reporter):
                self.of(reporter).gain(0.0, 1.0, at)
            case Joined():
                self._joined(event)
            case _:
                pass

    def badness(self, member: int, at: datetime) -> float:
        """Harm, three times for somebody new."""
        one = self.of(member)
        return one.left(at)[1] * (1.0 if one.known else 3.0)

    def score(self, member: int, at: datetime) -> float:
        """The score."""
        return self.of(member).score(at)

    def level(self, member: int, at: datetime) -> int:
        """0 new here, 1 in good standing, 2 trusted."""
        one = self.of(member)
        return (2 if one.score(at) >= TRUSTED else 1) if one.known else 0

    def _useful(self, event: Useful) -> None:
        a, b, c = event.a, event.b, event.connector
        pairs = [(a, b), (b, a)] + ([] if c is None else [(c, a), (c, b)])
        gains = [(member, by, *self._gain(member, by, event.at)) for member, by in pairs]
        for member, by, voice, good in gains:
            self.of(member).gain(good, 0.0, event.at)
            if voice > 0.0 and len(self.of(member).confirmers) < ENOUGH:
                self.of(member).confirmers.add(by)
        for one, other in [(a, b)] + ([] if c is None else [(c, a), (c, b)]):
            self.of(one).meet(other)
            self.of(other).meet(one)

    def _gain(self, member: int, by: int, at: datetime) -> tuple[float, float]:
        one, other = self.of(member), self.of(by)
        voice = min(1.0, max(0.0, (other.score(at) - 50.0) / 25.0))
        shared = len(one.met.keys() & other.met.keys())
        openness = max(0.05, (1.0 - shared / (min(len(one.met), len(other.met)) + 1)) ** 2)
        mine, theirs = one.house or member, other.house or by
        house = 0.25 if mine in {theirs, by} or theirs == member else 1.0
        return voice, voice * 0.5 ** max(one.met.get(by, 0), other.met.get(member, 0)) * openness * house

    def _upheld(self, event: Upheld) -> None:
        one, at, harm = self.of(event.offender), event.at, float(event.severity)
        one.gain(0.0, harm, at)
        if event.connector is not None:
            self.of(event.connector).gain(0.0, harm / 4, at)
        if one.inviter is not None and one.joined is not None and at - one.joined <= YEAR:
            inviter = self.of(one.inviter)
            others = inviter.offenders_invited - one.held_against_inviter
            inviter.gain(0.0, harm / 4 * 2 ** min(others, 4), at)
            inviter.offenders_invited += not one.held_against_inviter
            one.held_against_inviter = True

    def _joined(self, event: Joined) -> None:
        one = self.of(event.member)
        one.joined, one.inviter, one.house = event.at, event.inviter, event.member
        if event.inviter is not None:
            inviter = self.of(event.inviter)
            one.house = (
                event.inviter if inviter.score(event.at) >= TRUSTED else inviter.house or event.inviter
            )


class FirstCrowd:
    """The first edition applied to ratings, with its three fittings of then."""

    FLOOR, SHARE, ANSWER_FOR, WORST = 0.2, 0.05, 5, 5.0

    def __init__(self, founder: int | None, start: datetime) -> None:
        self.standings: dict[int, Balance] = {}
        self.vouched: dict[int, list[int]] = {}
        if founder is not None:
            self._of(founder).gain(10.0, 0.0, start)

    def score_at(self, trader: int, at: datetime) -> float:
        """A trader's score."""
        return self._of(trader).score(at)

    def hear_at(self, rating: Rating, at: datetime) -> None:
        """Let one rating count."""
        rater, ratee = self._of(rating.rater), self._of(rating.ratee)
        counts = self._voice(rater.score(at))
        if rating.value > 0:
            before = max(rater.met.get(rating.ratee, 0), ratee.met.get(rating.rater, 0))
            ratee.gain(counts * rating.value**0.5 * 0.5**before, 0.0, at)
            rater.meet(rating.ratee)
            ratee.meet(rating.rater)
            self.vouched.setdefault(rating.ratee, []).append(rating.rater)
            return
        harm = counts * self.WORST * -rating.value
        ratee.gain(0.0, harm, at)
        for voucher in self.vouched.get(rating.ratee, [])[-self.ANSWER_FOR :]:
            self._of(voucher).gain(0.0, harm * self.SHARE, at)

    def _voice(self, score: float) -> float:
        known = (score - 50.0) / 25.0
        if known < 0.0:
            return self.FLOOR * max(0.0, 1.0 + known)
        return self.FLOOR + (1.0 - self.FLOOR) * min(1.0, known)

    def _of(self, trader: int) -> Balance:
        return self.standings.setdefault(trader, Balance())
