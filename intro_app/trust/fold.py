"""A fast fold of a whole ledger, equal to calling `score.apply` for each event but without the explanations.

Nearly all events are useful introductions, which are applied here in place; the others are passed to `apply`.
A property test compares the two, and `python -m benchmarks.trust cost` measures the time.
"""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from intro_app.trust.events import Event, Useful
from intro_app.trust.rules import Rules, openness, voice
from intro_app.trust.state import PointsBalance, State

Apply = Callable[[State, Event, Rules], State]


def fold(events: Iterable[Event], rules: Rules, apply: Apply) -> State:
    """Return every balance after the events, which must be in order and without reversed reports."""
    state = _Standings()
    with _no_collecting():
        for event in events:
            if type(event) is Useful:
                _useful(state, event, rules)
            else:
                apply(state, event, rules)
    return dict(state)


class _Standings(dict[int, PointsBalance]):
    """Balances by member; a new member starts with an empty one."""

    def __missing__(self, member: int) -> PointsBalance:
        self[member] = standing = PointsBalance()
        return standing


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Disable garbage collection, which takes half the time to find no cycles among millions of objects."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _useful(state: _Standings, event: Useful, rules: Rules) -> None:
    a, b, at, remembered = event.a, event.b, event.at, rules.remembered
    one, other = state[a], state[b]
    of_a, of_b = _voice(one, at, rules), _voice(other, at, rules)
    weight = _weight(a, one, b, other, rules)
    if event.connector is None:
        one.confirmed(b, of_b, weight, remembered)
        other.confirmed(a, of_a, weight, remembered)
        return
    c = event.connector
    connector = state[c]
    _voice(connector, at, rules)
    with_a, with_b = _weight(c, connector, a, one, rules), _weight(c, connector, b, other, rules)
    one.confirmed(b, of_b, weight, remembered)
    other.confirmed(a, of_a, weight, remembered)
    connector.confirmed(a, of_a, with_a, remembered)
    connector.confirmed(b, of_b, with_b, remembered)
    one.meet(c, remembered)
    other.meet(c, remembered)


def _voice(standing: PointsBalance, at: datetime, rules: Rules) -> float:
    """Decay the points until `at`, and return how much a confirmation by this member counts."""
    if standing.touched is not None and (standing.good or standing.harm):
        age = at - standing.touched
        standing.good *= 0.5 ** (age / rules.good_half_life)
        if standing.harm:
            standing.harm *= 0.5 ** (age / rules.harm_half_life)
    standing.touched = at
    good = standing.good + rules.start
    return voice(100.0 * good / (good + standing.harm + rules.start), rules)


def _weight(a: int, one: PointsBalance, b: int, other: PointsBalance, rules: Rules) -> float:
    """Return the weight of a confirmation between these two: less for repeats, a closed circle, one house."""
    mine, theirs = one.counterparts, other.counterparts
    weight = rules.inside_house if (one.house or a) in (other.house or b, b) or other.house == a else 1.0
    if b in mine or a in theirs:
        weight *= rules.repeat ** max(mine.get(b, 0), theirs.get(a, 0))
    if not mine.keys().isdisjoint(theirs):
        weight *= openness(mine, theirs, len(mine.keys() & theirs.keys()), rules)
    return weight
