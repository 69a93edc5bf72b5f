"""A fold of a whole ledger, equal to calling `score.apply` for each event but without the explanations.

Nearly all events are useful introductions, which are applied here to columns of numbers; the others are
passed to `apply`. A property test compares the two, and `python -m benchmarks.trust cost` measures the time.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from intro_app.trust.balances import NEVER, Balances
from intro_app.trust.events import Event, Joined, Upheld, Useful, named_in
from intro_app.trust.rules import EPOCH, Rules, TrustLevel, confirmation
from intro_app.trust.state import State, ratio, weight

Apply = Callable[[State, Event, Rules], State]
# Looked up once here and not for each event, which takes long on an enumeration.
_NEW_HERE, _IN_GOOD_STANDING, _TRUSTED = map(int, TrustLevel)


def fold(events: Iterable[Event], rules: Rules, apply: Apply) -> Balances:
    """Return every balance after the events, which must be in order and without reversed reports."""
    balances = Balances(rules)
    for event in events:
        if type(event) is Useful:
            _useful(balances, event)
        elif type(event) is Joined:
            balances.join(event.member, event.inviter, event.at)
        else:
            _other(balances, event, apply)
    return balances


def _other(balances: Balances, event: Event, apply: Apply) -> None:
    known = [member for member in _affected(balances, event) if member in balances]
    state = {member: balances.without_givers(member) for member in known}
    for member, balance in apply(state, event, balances.rules).items():
        balances.keep(member, balance)


def _affected(balances: Balances, event: Event) -> set[int]:
    """Return the members whose balances an event may read or change."""
    people = set(named_in(event))
    if type(event) is Upheld and (inviter := balances.inviter_of(event.offender)) is not None:
        people.add(inviter)
    return people


def _useful(balances: Balances, event: Useful) -> None:
    a, b, at, connector = event.a, event.b, event.at, event.connector
    largest = max(a, b) if connector is None else max(a, b, connector)
    if largest >= balances.rows:
        balances.make_room_for(largest)
    voices, level, reported, touched = (
        balances.rules.voices,
        balances.level,
        balances.reported,
        balances.touched,
    )
    of_a = voices[level[a]] if reported[a] == NEVER else _reported_voice(balances, a, at)
    of_b = voices[level[b]] if reported[b] == NEVER else _reported_voice(balances, b, at)
    touched = balances.touched
    touched[a] = touched[b] = since = (at - EPOCH).total_seconds()
    if connector is not None:
        touched[connector] = since
    if of_a or of_b:
        _confirm_each_other(balances, event, of_a, of_b)


def _reported_voice(balances: Balances, member: int, at: datetime) -> float:
    return balances.without_givers(member).voice_at(at, balances.rules)


def _confirm_each_other(balances: Balances, event: Useful, of_a: float, of_b: float) -> None:
    a, b, connector, now = event.a, event.b, event.connector, weight(event.at, balances.rules)
    if of_b:
        _confirm(balances, a, b, of_b, now)
    if of_a:
        _confirm(balances, b, a, of_a, now)
        if connector is not None:
            _confirm(balances, connector, a, of_a, now)
    if of_b and connector is not None:
        _confirm(balances, connector, b, of_b, now)


def _confirm(balances: Balances, one: int, by: int, voice: float, now: float) -> None:
    gifts, rules = balances.gifts, balances.rules
    row = gifts.row(one, by)
    earlier = gifts.points[row]
    gained = (confirmation(voice, earlier / now, rules) if earlier else voice) * now
    gifts.points[row] = earlier + gained
    balances.good[one] += gained
    if balances.level[one] != _TRUSTED or balances.trusted[one] < rules.enough_trusted:
        _rise(balances, one, by, voice, now)


def _rise(balances: Balances, one: int, by: int, voice: float, now: float) -> None:
    """Do what `PointsBalance.rise` does."""
    rules, level, trusted = balances.rules, balances.level[one], balances.trusted[one]
    if voice >= rules.voices[-1] and trusted < rules.enough_trusted:
        first = one * rules.enough_trusted
        if by not in balances.trusted_by[first : first + trusted]:
            balances.trusted_by[first + trusted] = by
            balances.trusted[one] = trusted = trusted + 1
    confirmers = balances.gifts.givers[one] + (rules.trusted_counts - 1) * trusted
    if level == _NEW_HERE and confirmers >= rules.enough_confirmers:
        balances.level[one] = level = _IN_GOOD_STANDING
    if level == _IN_GOOD_STANDING and trusted >= rules.enough_trusted:
        harm = balances.harm[one] + balances.shared[one]
        if ratio(balances.good[one] / now, harm / now, rules) >= rules.trusted:
            balances.level[one] = _TRUSTED
