"""A fast fold of a whole ledger, equal to calling `score.apply` for each event but without the explanations.

Nearly all events are useful introductions, which are applied here in place; the others are passed to `apply`.
A property test compares the two, and `python -m benchmarks.trust cost` measures the time.
"""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from intro_app.trust.events import Event, Joined, Useful
from intro_app.trust.rules import Rules, TrustLevel, confirmation
from intro_app.trust.state import PointsBalance, State, weight

Apply = Callable[[State, Event, Rules], State]
# Looked up once here and not for each event, which takes long on an enumeration.
_TRUSTED = TrustLevel.TRUSTED


def fold(events: Iterable[Event], rules: Rules, apply: Apply) -> State:
    """Return every balance after the events, which must be in order and without reversed reports."""
    state = _Standings()
    with _no_collecting():
        for event in events:
            if type(event) is Useful:
                _useful(state, event, rules)
            elif type(event) is Joined:
                joined = state[event.member]
                joined.joined, joined.inviter = event.at, event.inviter
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
    a, b, at, connector, voices = event.a, event.b, event.at, event.connector, rules.voices
    one, other = state[a], state[b]
    of_a = voices[one.level] if one.reported is None else one.voice_at(at, rules)
    of_b = voices[other.level] if other.reported is None else other.voice_at(at, rules)
    one.touched = other.touched = at
    between = None if connector is None else state[connector]
    if between is not None:
        between.touched = at
    if not of_a and not of_b:
        return
    now = weight(at, rules)
    if of_b:
        _confirm(one, b, of_b, now, rules)
    if of_a:
        _confirm(other, a, of_a, now, rules)
        if between is not None:
            _confirm(between, a, of_a, now, rules)
    if of_b and between is not None:
        _confirm(between, b, of_b, now, rules)


def _confirm(one: PointsBalance, by: int, voice: float, now: float, rules: Rules) -> None:
    earlier = one.received.get(by, 0.0)
    gained = (confirmation(voice, earlier / now, rules) if earlier else voice) * now
    one.good += gained
    one.received[by] = earlier + gained
    if one.level is not _TRUSTED or len(one.trusted_by) < rules.enough_trusted:
        one.rise(by, voice, now, rules)
