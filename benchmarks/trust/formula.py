"""The site's formula applied to ratings: a good one counts as a confirmation, a bad one as an upheld report.

The rules are those of `intro_app.trust`, with three fittings, because nobody judges ratings before they
count: every rater with a score of 50 has a fifth of a voice, for harm too; the strength of a rating is its
root; and a twentieth of the harm falls on the last five who had confirmed the offender (the site knows who
vouched and who invited).
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from benchmarks.trust.networks import Network, Rating
from intro_app.trust.rules import RULES, Rules, voice
from intro_app.trust.score import score
from intro_app.trust.state import PointsBalance

FITTED = replace(RULES, voice_floor=0.2, shared_harm=0.05)
FOUNDER_POINTS = 10.0
WORST = 5.0
ANSWER_FOR = 5


def standings_before(network: Network, lead: float, rules: Rules = FITTED) -> dict[int, float]:
    """The score of each labelled trader from ratings strictly before the lead to their first label."""
    crowd, scores = Crowd(network.founder, _moment(network.ratings[0].at), rules), {}
    ratings = iter(network.ratings)
    following = next(ratings, None)
    for at, trader in sorted((labelled - lead, trader) for trader, labelled in network.labelled_at.items()):
        while following and following.at < at:
            crowd.hear(following)
            following = next(ratings, None)
        scores[trader] = crowd.score(trader, at)
    return scores


class Crowd:
    """Everyone's standing, moved by one rating after another."""

    def __init__(self, founder: int | None, start: datetime, rules: Rules) -> None:
        self.rules = rules
        self.standings: dict[int, PointsBalance] = {}
        self.vouched: dict[int, deque[int]] = {}
        if founder is not None:
            self._of(founder).gain(FOUNDER_POINTS, 0.0, start, rules)

    def score(self, trader: int, at: float) -> float:
        """A trader's score at a unix time."""
        return score(self.standings.get(trader), _moment(at), self.rules)

    def hear(self, rating: Rating) -> None:
        """Let one rating count."""
        at = _moment(rating.at)
        weight = voice(score(self.standings.get(rating.rater), at, self.rules), self.rules)
        if rating.value > 0:
            self._confirm(rating, weight, at)
        else:
            self._harm(rating, weight, at)

    def _confirm(self, rating: Rating, weight: float, at: datetime) -> None:
        rater, ratee = self._of(rating.rater), self._of(rating.ratee)
        before = max(rater.counterparts.get(rating.ratee, 0), ratee.counterparts.get(rating.rater, 0))
        ratee.gain(weight * rating.value**0.5 * self.rules.repeat**before, 0.0, at, self.rules)
        rater.meet(rating.ratee, self.rules.remembered)
        ratee.meet(rating.rater, self.rules.remembered)
        self.vouched.setdefault(rating.ratee, deque(maxlen=ANSWER_FOR)).append(rating.rater)

    def _harm(self, rating: Rating, weight: float, at: datetime) -> None:
        harm = weight * WORST * -rating.value
        self._of(rating.ratee).gain(0.0, harm, at, self.rules)
        for voucher in self._vouchers(rating.ratee):
            self._of(voucher).gain(0.0, harm * self.rules.shared_harm, at, self.rules)

    def _vouchers(self, trader: int) -> Iterator[int]:
        yield from self.vouched.get(trader, ())

    def _of(self, trader: int) -> PointsBalance:
        return self.standings.setdefault(trader, PointsBalance())


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)
