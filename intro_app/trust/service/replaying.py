"""Replay the ledger from one event on, following only what comes out differently.

A reversal or a late event changes the scores of its people, and so perhaps how much their later confirmations
counted, and so on. Instead of replaying the whole ledger, this goes forward from that event through the later
events of everybody whose balance changed. Each event is computed from the balances before it: the changed
ones from this replay, all others from their stored lines. The result is bit for bit that of a complete
rebuild; a property test checks this.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from heapq import heappop, heappush
from itertools import dropwhile, islice, takewhile

from sqlalchemy import delete, select, text

from intro_app.db import db
from intro_app.trust.events import Event, LedgerEntry, Reversed, Upheld, in_order, named_in
from intro_app.trust.models import KeptStanding, TrustLine
from intro_app.trust.queries import ledger
from intro_app.trust.queries.ledger import OwnChapter, Recorded
from intro_app.trust.state import PointsBalance, State
from intro_app.trust.telling import apply_event, replay


def lock_ledger() -> None:
    """Lock all balances against writing until the end of the transaction; reading goes on."""
    if db.engine.dialect.name == "postgresql":  # on SQLite there is only one writer anyway
        db.session.execute(text("LOCK TABLE standing IN EXCLUSIVE MODE"))


class Replay:
    """One replay; nothing is written before `keep`."""

    def __init__(self) -> None:
        self._differ: State = {}
        self._written: dict[int, list[LedgerEntry]] = {}
        self._chapters: dict[int, dict[Event, OwnChapter]] = {}
        self._ahead = _Ahead()

    def take_out(self, recorded: Recorded) -> list[int]:
        """Replay without this event; return the members whom it had affected."""
        touched = sorted({line.member for line in ledger.lines_from(recorded.id)})
        self._written[recorded.id] = []
        self._part({member: self._before(member, recorded.event) for member in touched}, recorded.event)
        self._go_on()
        return touched

    def put_in(self, recorded: Recorded) -> list[LedgerEntry]:
        """Replay with this event in its place; return its lines."""
        state = self._people(recorded.event)
        self._written[recorded.id] = lines = apply_event(state, recorded.event)
        self._part(state, recorded.event)
        self._go_on()
        return lines

    def keep(self, at: datetime) -> None:
        """Write the balances and lines that came out differently."""
        wanted = select(KeptStanding).where(KeptStanding.member_id.in_(self._differ))
        kept = {
            one.member_id: one for one in db.session.scalars(wanted.execution_options(populate_existing=True))
        }
        for member in self._differ.keys() - kept.keys():
            db.session.add(one := KeptStanding(member_id=member))
            kept[member] = one
        for member, standing in self._differ.items():
            kept[member].keep(standing, at)
        db.session.execute(delete(TrustLine).where(TrustLine.event_id.in_(self._written)))
        for event_id, lines in self._written.items():
            db.session.add_all(TrustLine.of(event_id, place, line) for place, line in enumerate(lines))
        db.session.flush()

    def _go_on(self) -> None:
        while recorded := self._ahead.next():
            before = ledger.lines_from(recorded.id)
            state = self._people(recorded.event)
            lines = apply_event(state, recorded.event)
            if lines != before:
                self._written[recorded.id] = lines
                changed = {line.member for line in set(lines) ^ set(before)} - self._differ.keys()
                self._part({member: state[member] for member in changed}, recorded.event)

    def _part(self, state: State, event: Event) -> None:
        """Record that these people's balances differ from this event on, and queue all their later events."""
        self._differ |= state
        for member in state:
            mine = self._mine(member)
            for later in islice(dropwhile(lambda one: one != event, in_order({*mine, event})), 1, None):
                if not isinstance(later, Reversed):
                    self._ahead.add(Recorded(mine[later].id, later))

    def _people(self, event: Event) -> State:
        """Return the balances, before the event, of everyone whom it may affect."""
        state = self._stood(named_in(event), event)
        inviter = state[event.offender].inviter if isinstance(event, Upheld) else None
        return state if inviter is None else {**self._stood([inviter], event), **state}

    def _stood(self, people: Collection[int], event: Event) -> State:
        return {member: self._differ.get(member) or self._before(member, event) for member in people}

    def _before(self, member: int, event: Event) -> PointsBalance:
        mine = self._mine(member)
        earlier = takewhile(lambda one: one != event, in_order({*mine, event}))
        return replay(member, ((one, mine[one].lines) for one in earlier))

    def _mine(self, member: int) -> dict[Event, OwnChapter]:
        if member not in self._chapters:
            self._chapters[member] = ledger.chapters_of(member)
        return self._chapters[member]


class _Ahead:
    """A priority queue of events without duplicates, the earliest first."""

    def __init__(self) -> None:
        self._times: list[datetime] = []
        self._at: dict[datetime, dict[Event, Recorded]] = {}

    def add(self, recorded: Recorded) -> None:
        """Add an event; does nothing if it is queued already."""
        moment = recorded.event.at
        if moment not in self._at:
            self._at[moment] = {}
            heappush(self._times, moment)
        self._at[moment][recorded.event] = recorded

    def next(self) -> Recorded | None:
        """Remove and return the earliest event, or None if there is none."""
        if not self._times:
            return None
        together = self._at[self._times[0]]
        recorded = together.pop(_first(together))
        if not together:
            del self._at[heappop(self._times)]
        return recorded


def _first(events: Iterable[Event]) -> Event:
    return next(iter(in_order(events)))
