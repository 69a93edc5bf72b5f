"""Recompute everything from the whole ledger, to verify the stored balances and repair those that differ."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, select

from intro_app.db import atomic, db
from intro_app.trust.events import Event, standing_events
from intro_app.trust.models import KeptStanding, TrustLine
from intro_app.trust.queries import ledger
from intro_app.trust.queries.ledger import BATCH, Recorded
from intro_app.trust.score import rebuild_in_time
from intro_app.trust.service.replaying import lock_ledger
from intro_app.trust.state import PointsBalance, State
from intro_app.trust.telling import REVERSED, apply_event

EXACT = 1e-9
_HEARD_EVERY = 500


@dataclass(frozen=True, kw_only=True)
class Recomputed:
    """How many events were replayed, for how many members, and whose stored balance was repaired."""

    events: int
    members: int
    mended: tuple[int, ...]


def recompute(at: datetime, heard: Callable[[int], None] = lambda _events: None) -> Recomputed:
    """Replay every event up to a moment; repair balances that differ by more than 1e-9, and then all lines.

    `heard` is called now and then with the number of events read so far. Neither the events nor the stored
    balances are held, so that a long ledger needs no more memory than its balances.
    """
    with atomic():
        lock_ledger()
        reading = _Counted(ledger.in_time(at), heard)
        state = rebuild_in_time(reading, ledger.reversed_reports(at))
        if wrong := _wrong(state, at):
            _mend(wrong, at)
    return Recomputed(events=reading.number, members=len(state), mended=tuple(wrong))


class _Counted:
    """Events, counted while they are read."""

    def __init__(self, events: Iterable[Event], heard: Callable[[int], None]) -> None:
        self._events, self._heard = events, heard
        self.number = 0

    def __iter__(self) -> Iterator[Event]:
        for event in self._events:
            if self.number % _HEARD_EVERY == 0:
                self._heard(self.number)
            self.number += 1
            yield event


def _wrong(state: Mapping[int, PointsBalance], at: datetime) -> list[int]:
    """Return whose stored balance differs, or is missing."""
    rows = db.session.scalars(select(KeptStanding), execution_options={"yield_per": BATCH})
    wrong, stored = set[int](), set[int]()
    for kept in rows:
        stored.add(kept.member_id)
        if not _agree(kept.standing, state.get(kept.member_id), at):
            wrong.add(kept.member_id)
    missing = (one for one in state.keys() - stored if not _agree(PointsBalance(), state[one], at))
    return sorted(wrong.union(missing))


def _agree(one: PointsBalance, told: PointsBalance | None, at: datetime) -> bool:
    """Whether two balances are equal, their points to 1e-9."""
    other = told or PointsBalance()
    return _points_apart(one, other, at) <= EXACT and _without_points(one) == _without_points(other)


def _points_apart(one: PointsBalance, other: PointsBalance, at: datetime) -> float:
    """Return the largest difference between any of their points at a time."""
    givers = one.received.keys() | other.received.keys()
    return max(
        abs(one.good_at(at) - other.good_at(at)),
        abs(one.own_harm_at(at) - other.own_harm_at(at)),
        abs(one.shared_harm_at(at) - other.shared_harm_at(at)),
        *(abs(one.received_at(giver, at) - other.received_at(giver, at)) for giver in givers),
    )


def _without_points(one: PointsBalance) -> PointsBalance:
    return replace(one, good=0.0, harm=0.0, shared=0.0, touched=None, received={})


def _mend(wrong: Sequence[int], at: datetime) -> None:
    state = _write_lines(list(ledger.whole_ledger()), at)
    for member in wrong:
        row = db.session.get(KeptStanding, member)
        if row is None:
            db.session.add(row := KeptStanding(member_id=member))
        row.keep(state.get(member, PointsBalance()), at)
    db.session.flush()


def _write_lines(told: Sequence[Recorded], at: datetime) -> State:
    """Rewrite all lines except those of reversals; return the balances that result."""
    db.session.execute(delete(TrustLine).where(TrustLine.why != REVERSED))
    state, ids = State(), {one.event: one.id for one in told}
    for event in standing_events(ids, at):
        lines = apply_event(state, event)
        db.session.add_all(TrustLine.of(ids[event], place, line) for place, line in enumerate(lines))
    return state
