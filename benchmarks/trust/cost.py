"""What trust costs: one event applied, and a whole ledger rebuilt."""

import random
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from resource import RUSAGE_SELF, getrusage
from statistics import median
from time import perf_counter, process_time
from typing import NamedTuple

from intro_app.trust.events import Event, Founder, Joined, Severity, Upheld, Useful, named_in
from intro_app.trust.score import apply, rebuild_in_time
from intro_app.trust.state import PointsBalance

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
OVER = timedelta(days=1500)
SAMPLE = 1000


class Cost(NamedTuple):
    """For a ledger of some size: core seconds to rebuild it, median microseconds to apply one event.

    `confirmed` is the share of members who have good points; `memory` the most this process ever held, in GB.
    """

    events: int
    members: int
    confirmed: float
    rebuilt: float
    memory: float
    applied: float


def ledger(events: int, founders: int, seed: int = 1) -> Iterator[Event]:
    """Yield five events per member, in time: 1/5 joined, 1/50 upheld, the rest useful, 40 % with a connector.

    Every `founders`th member is one: from the first to the last event, so many have a word that counts.
    """
    chance, members = random.Random(seed), events // 5
    for member in range(1, members // founders + 1):
        yield Founder(BEGIN, member)
    later = events - members // founders
    for number in range(later):
        yield _event(number, members, BEGIN + OVER * ((number + 1) / later), chance)


def _event(number: int, members: int, at: datetime, chance: random.Random) -> Event:
    kind = chance.random()
    if kind < 0.2:
        return Joined(at, number % members + 1, chance.randint(1, members))
    if kind < 0.22:
        return Upheld(at, number, chance.randint(1, members), Severity.MODERATE)
    a, b, connector = chance.sample(range(1, members + 1), 3)
    return Useful(at, number, a, b, connector if chance.random() < 0.4 else None)


def measure(events: int, founders: int) -> Cost:
    """Rebuild a ledger that is read event by event, then time single events on top of it.

    What reading takes without rebuilding is taken off.
    """
    reading = _seconds(lambda: deque(ledger(events, founders), maxlen=0))
    began = process_time()
    balances = rebuild_in_time(ledger(events, founders), ())
    rebuilt = process_time() - began
    memory = getrusage(RUSAGE_SELF).ru_maxrss / 1e6
    members = len(balances)
    confirmed = sum(one.good > 0.0 for one in balances.values()) / members
    applied = _one_more(balances, events // 5)
    return Cost(events, members, confirmed, rebuilt - reading, memory, applied)


def _seconds(work: Callable[[], object]) -> float:
    began = process_time()
    work()
    return process_time() - began


def _one_more(balances: Mapping[int, PointsBalance], members: int) -> float:
    chance, times = random.Random(2), []
    for number in range(SAMPLE):
        event = _event(number, members, BEGIN + OVER + timedelta(seconds=number + 1), chance)
        state = {member: balances[member] for member in named_in(event) if member in balances}
        began = perf_counter()
        apply(state, event)
        times.append(perf_counter() - began)
    return median(times) * 1e6
