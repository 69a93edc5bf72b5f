"""The fold of a whole ledger, fast: what `score.apply` does to one event after another, without saying why.

Nearly all events are useful introductions; they are carried out here in place, and everything else is handed
to `apply`. A property test holds the two against each other, and `python -m benchmarks.trust cost` tells the
time.
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
    """Every standing after the events, which come in the order that counts and without reversed reports."""
    state = _Standings()
    with _no_collecting():
        for event in events:
            if type(event) is Useful:
                _useful(state, event, rules)
            else:
                apply(state, event, rules)
    return dict(state)


class _Standings(dict[int, PointsBalance]):
    """Standings in which somebody not met before begins at 0."""

    def __missing__(self, member: int) -> PointsBalance:
        self[member] = standing = PointsBalance()
        return standing


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Millions of lasting objects and no circles among them: looking for circles would take half of the time."""
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
    """Let the points fade until now, and say how much a confirmation counts."""
    if standing.touched is not None and (standing.good or standing.harm):
        age = at - standing.touched
        standing.good *= 0.5 ** (age / rules.good_half_life)
        if standing.harm:
            standing.harm *= 0.5 ** (age / rules.harm_half_life)
    standing.touched = at
    good = standing.good + rules.start
    return voice(100.0 * good / (good + standing.harm + rules.start), rules)


def _weight(a: int, one: PointsBalance, b: int, other: PointsBalance, rules: Rules) -> float:
    """What a full voice gives between these two: less with each time, in a closed circle, and inside one house."""
    mine, theirs = one.counterparts, other.counterparts
    weight = rules.inside_house if (one.house or a) in (other.house or b, b) or other.house == a else 1.0
    if b in mine or a in theirs:
        weight *= rules.repeat ** max(mine.get(b, 0), theirs.get(a, 0))
    if not mine.keys().isdisjoint(theirs):
        weight *= openness(mine, theirs, len(mine.keys() & theirs.keys()), rules)
    return weight
