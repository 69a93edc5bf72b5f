"""The site's formula applied to ratings: a good one counts as a confirmation, a bad one as an upheld report.

The rules are those of `intro_app.trust`, with five fittings, because nobody judges ratings before they count:
a rater who is still new has a fifth of a voice and one in good standing three fifths, for harm too; a trader
is new until five people have rated them well, since anybody's rating counts; a rater loses their voice to
bad ratings only once they have more harm than good; the strength of a rating is its root; and a tenth of the
harm falls on the last five who had confirmed the offender (the site knows who vouched and who invited).
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

from benchmarks.trust.networks import Network, Rating
from intro_app.trust.rules import RULES, Rules, confirmation
from intro_app.trust.score import score
from intro_app.trust.state import PointsBalance

FITTED = replace(
    RULES,
    voices=(0.2, 0.6, 1.0),
    enough_confirmers=5,
    trusted_counts=1,
    enough_trusted=0,
    shared_harm=0.1,
)
FOUNDER_POINTS = 10.0
WORST = 5.0
UNKNOWN = 50.0
ANSWER_FOR = 5
Make = Callable[[int | None, datetime], "Rated"]


def unfitted(founder: int | None, start: datetime) -> "Crowd":
    """The site's own rules, with no fitting but that a rating plays a confirmation or a report.

    Nobody vouched and nobody was invited, so no harm is shared.
    """
    return Crowd(founder, start, RULES)


class Rated(Protocol):
    """A crowd that hears one rating after another and scores a trader at any time."""

    def hear_at(self, rating: Rating, at: datetime) -> None:
        """Let one rating count."""

    def score_at(self, trader: int, at: datetime) -> float:
        """A trader's score."""


def standings_before(network: Network, lead: float, make: Make | None = None) -> dict[int, float]:
    """The score of each labelled trader from ratings strictly before the lead to their first label."""
    crowd = (make or Crowd)(network.founder, _moment(network.ratings[0].at))
    scores, ratings = {}, iter(network.ratings)
    following = next(ratings, None)
    for at, trader in sorted((labelled - lead, trader) for trader, labelled in network.labelled_at.items()):
        while following and following.at < at:
            crowd.hear_at(following, _moment(following.at))
            following = next(ratings, None)
        scores[trader] = crowd.score_at(trader, _moment(at))
    return scores


class Crowd:
    """Everyone's standing, moved by one rating after another."""

    def __init__(self, founder: int | None, start: datetime, rules: Rules = FITTED) -> None:
        self.rules = rules
        self.standings: dict[int, PointsBalance] = {}
        self.vouched: dict[int, deque[int]] = {}
        if founder is not None:
            self._of(founder).vouch(FOUNDER_POINTS, start, rules)

    def score_at(self, trader: int, at: datetime) -> float:
        """A trader's score at a time."""
        return score(self.standings.get(trader), at, self.rules)

    def hear_at(self, rating: Rating, at: datetime) -> None:
        """Let one rating count."""
        voice = self._voice(rating.rater, at)
        if rating.value > 0:
            self._confirm(rating, voice, at)
        else:
            self._harm(rating, voice, at)

    def _confirm(self, rating: Rating, voice: float, at: datetime) -> None:
        ratee, counts = (
            self._of(rating.ratee),
            voice * (rating.value**0.5 if self.rules is not RULES else 1.0),
        )
        points = confirmation(counts, ratee.received_at(rating.rater, at, self.rules), self.rules)
        ratee.confirmed(rating.rater, points, voice, at, self.rules)
        self.vouched.setdefault(rating.ratee, deque(maxlen=ANSWER_FOR)).append(rating.rater)

    def _harm(self, rating: Rating, voice: float, at: datetime) -> None:
        harm = voice * WORST * -rating.value
        self._of(rating.ratee).offended(harm, at, self.rules)
        for voucher in self._vouchers(rating.ratee) if self.rules is not RULES else ():
            self._of(voucher).carried(harm * self.rules.shared_harm, at, self.rules)

    def _voice(self, rater: int, at: datetime) -> float:
        one = self._of(rater)
        is_bad = one.is_reported(at, self.rules) and one.score_at(at, self.rules) < UNKNOWN
        fitted = 0.0 if is_bad else self.rules.voices[one.level]
        return fitted if self.rules is not RULES else one.voice_at(at)

    def _vouchers(self, trader: int) -> Iterator[int]:
        yield from self.vouched.get(trader, ())

    def _of(self, trader: int) -> PointsBalance:
        return self.standings.setdefault(trader, PointsBalance())


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)
