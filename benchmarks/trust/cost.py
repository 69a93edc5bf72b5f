"""What trust costs: one event applied, and a whole ledger rebuilt."""

import random
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter, process_time
from typing import NamedTuple

from intro_app.trust.events import Event, Founder, Joined, Severity, Upheld, Useful
from intro_app.trust.score import apply, rebuild
from intro_app.trust.state import State

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
OVER = timedelta(days=1500)
SAMPLE = 1000


class Cost(NamedTuple):
    """For a ledger of some size: core seconds to rebuild it, median microseconds to apply one event."""

    events: int
    members: int
    rebuilt: float
    applied: float


def ledger(events: int, seed: int = 1) -> list[Event]:
    """Return five events per member: 1/5 joined, 1/50 upheld, the rest useful, 40 % of them with a connector.

    A fiftieth of the members are founders, so that nearly everybody has points that fade.
    """
    chance, members = random.Random(seed), events // 5
    found: list[Event] = [Founder(BEGIN, member) for member in range(1, members // 50 + 1)]
    times = (BEGIN + OVER * (number / events) for number in range(events - len(found)))
    return found + [_event(number, members, at, chance) for number, at in enumerate(times)]


def _event(number: int, members: int, at: datetime, chance: random.Random) -> Event:
    kind = chance.random()
    if kind < 0.2:
        return Joined(at, number % members + 1, chance.randint(1, members))
    if kind < 0.22:
        return Upheld(at, number, chance.randint(1, members), Severity.MODERATE)
    a, b, connector = chance.sample(range(1, members + 1), 3)
    return Useful(at, number, a, b, connector if chance.random() < 0.4 else None)


def measure(events: int) -> Cost:
    """Build a ledger, time a rebuild, then single events on top of it."""
    past = ledger(events)
    began = process_time()
    state = rebuild(past, BEGIN + OVER)
    rebuilt = process_time() - began
    return Cost(events, len(state), rebuilt, _one_more(state, events // 5))


def _one_more(state: State, members: int) -> float:
    chance, times = random.Random(2), []
    for number in range(SAMPLE):
        event = _event(number, members, BEGIN + OVER + timedelta(seconds=number), chance)
        began = perf_counter()
        apply(state, event)
        times.append(perf_counter() - began)
    return median(times) * 1e6
