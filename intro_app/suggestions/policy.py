"""Pure rules: whom a connector is shown, how often somebody is suggested, and when.

Nothing but words orders the pairs, and a draw of the day among equally good ones. Trust, money, popularity
and how long somebody has been here are no inputs.
"""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from intro_app.people.policy import ROUND, turn
from intro_app.text.searching import Offers

# How often somebody is suggested in seven days, to anybody at all.
MOST_A_WEEK = 2
WEEK = timedelta(days=7)
# How many pairs a connector is shown in a week, and among how many people they know these are looked for.
MOST_AT_ONCE = 3
MOST_KNOWN = 500
# How long a suggestion is stored, so that the same is not shown again soon.
KEPT_FOR = timedelta(days=60)
# All are made from Saturday on, within this time: a digest comes on Monday at seven, first in Kiribati.
_WITHIN = timedelta(hours=36)
_SATURDAY = 5

Pair = tuple[int, int]


class Candidate(NamedTuple):
    """Somebody whom a connector knows: what they look for, and what they can help with."""

    member_id: int
    looks_for: str
    can_help_with: str


class Match(NamedTuple):
    """That what one looks for meets what another can help with, and how well."""

    seeker_id: int
    helper_id: int
    score: float

    @property
    def pair(self) -> Pair:
        """The two, the smaller id first."""
        return pair_of(self.seeker_id, self.helper_id)


def pair_of(one_id: int, other_id: int) -> Pair:
    """Return two ids, the smaller first."""
    return min(one_id, other_id), max(one_id, other_id)


def matches(people: Iterable[Candidate], day: int, key: str) -> list[Match]:
    """Return all pairs whose words meet, the best first; each pair once, equal ones as drawn that day."""
    people = list(people)
    offers = Offers({one.member_id: one.can_help_with for one in people if one.can_help_with})
    best: dict[Pair, Match] = {}
    for found in sorted(_meetings(people, offers), key=lambda match: _place(match, day, key)):
        best.setdefault(found.pair, found)
    return list(best.values())


def chosen(
    found: Iterable[Match], rests: AbstractSet[Pair], times: Mapping[int, int], most: int = MOST_AT_ONCE
) -> list[Match]:
    """Return what a connector is shown: no pair that rests, and nobody who was suggested often enough."""
    counted, shown = dict(times), []
    for match in found:
        people = match.pair
        if match.pair not in rests and all(counted.get(one, 0) < MOST_A_WEEK for one in people):
            shown.append(match)
            counted |= {one: counted.get(one, 0) + 1 for one in people}
        if len(shown) == most:
            break
    return shown


def next_turn(member_id: int, at: datetime, key: str) -> datetime:
    """Return when a connector's next suggestions are made: each weekend, at another time of it."""
    ahead = (_SATURDAY - at.astimezone(UTC).weekday()) % 7 or 7
    day = at.astimezone(UTC).date() + timedelta(days=ahead)
    share = turn(day.toordinal(), member_id, key) / ROUND
    return datetime.combine(day, time.min, UTC) + _WITHIN * share


def _meetings(people: Iterable[Candidate], offers: Offers) -> Iterator[Match]:
    for one in people:
        for helper_id, meeting in offers.met_by(one.looks_for).items():
            if helper_id != one.member_id:
                yield Match(one.member_id, helper_id, round(meeting.score, 2))


def _place(match: Match, day: int, key: str) -> tuple[float, int]:
    """Return where a pair stands: by how well the words meet, then as drawn that day."""
    return -match.score, turn(day, match.seeker_id * 2**31 + match.helper_id, key)
