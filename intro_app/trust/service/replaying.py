"""Telling the past again from one event on, for as far as it turns out differently.

A reversal, or an event that came late, changes what its people were worth to others afterwards, and so
perhaps what those got, and so on. Instead of telling the whole ledger again, this walks forward from that
event through the later events of whoever has come to stand differently, each judged from how its people stood
before it: those who differ as they are now told, all others from their own lines. What comes out is what a
rebuild of everything would give, to the last bit; a property test says so.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from heapq import heappop, heappush
from itertools import dropwhile, islice, takewhile

from sqlalchemy import delete, select, text

from intro_app.db import db
from intro_app.trust.events import Event, Reversed, Upheld, in_order, named_in
from intro_app.trust.models import KeptStanding, TrustLine
from intro_app.trust.queries import ledger
from intro_app.trust.queries.ledger import OwnChapter, Recorded
from intro_app.trust.service.lines import rows
from intro_app.trust.state import PointsBalance, State
from intro_app.trust.telling import LedgerEntry, apply_event, replay


def lock_ledger() -> None:
    """Keep everybody else from moving standings until the end of the transaction; reading goes on."""
    if db.engine.dialect.name == "postgresql":  # on SQLite there is only one writer anyway
        db.session.execute(text("LOCK TABLE standing IN EXCLUSIVE MODE"))


class Replay:
    """One walk forward; nothing is written before `keep`."""

    def __init__(self) -> None:
        self._differ: State = {}
        self._written: dict[int, list[LedgerEntry]] = {}
        self._chapters: dict[int, dict[Event, OwnChapter]] = {}
        self._ahead = _Ahead()

    def take_out(self, recorded: Recorded) -> list[int]:
        """Tell it as if this event had never been; whom it had touched."""
        touched = sorted({line.member for line in ledger.lines_from(recorded.id)})
        self._written[recorded.id] = []
        self._part({member: self._before(member, recorded.event) for member in touched}, recorded.event)
        self._go_on()
        return touched

    def put_in(self, recorded: Recorded) -> list[LedgerEntry]:
        """Tell it with this event in its place; its lines."""
        state = self._people(recorded.event)
        self._written[recorded.id] = lines = apply_event(state, recorded.event)
        self._part(state, recorded.event)
        self._go_on()
        return lines

    def keep(self, at: datetime) -> None:
        """Write the standings and lines that came out differently."""
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
            db.session.add_all(rows(event_id, lines))
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
        """From this event on these people stand differently: all their later events are judged anew."""
        self._differ |= state
        for member in state:
            mine = self._mine(member)
            for later in islice(dropwhile(lambda one: one != event, in_order({*mine, event})), 1, None):
                if not isinstance(later, Reversed):
                    self._ahead.add(Recorded(mine[later].id, later))

    def _people(self, event: Event) -> State:
        """Everyone whom an event may touch, as they stood before it."""
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
    """The events still to come, the earliest first, each once."""

    def __init__(self) -> None:
        self._times: list[datetime] = []
        self._at: dict[datetime, dict[Event, Recorded]] = {}

    def add(self, recorded: Recorded) -> None:
        """One more; a second time does nothing."""
        moment = recorded.event.at
        if moment not in self._at:
            self._at[moment] = {}
            heappush(self._times, moment)
        self._at[moment][recorded.event] = recorded

    def next(self) -> Recorded | None:
        """The earliest, which is then gone; none at the end."""
        if not self._times:
            return None
        together = self._at[self._times[0]]
        recorded = together.pop(_first(together))
        if not together:
            del self._at[heappop(self._times)]
        return recorded


def _first(events: Iterable[Event]) -> Event:
    return next(iter(in_order(events)))
