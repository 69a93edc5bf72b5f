"""Both worlds together: whatever is done is done in both at the same moment, and must be answered alike."""

import difflib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.support.calendar import Calendar
from tests.support.twins.reader import TwinReader
from tests.support.twins.world import TwinWorld

Act = Callable[[TwinWorld], object]
TICK = timedelta(seconds=1)


class Leak(AssertionError):
    """Somebody could tell the two worlds apart."""


@dataclass
class Twins:
    """Two worlds and one clock.

    `hidden`: those who know what differs, since they did it or were told; `timed`: whose acts must be the
    same work.
    """

    silent: TwinWorld
    other: TwinWorld
    the_calendar: Calendar
    moment: datetime
    hidden: frozenset[str] = frozenset()
    told: list[str] = field(default_factory=list)
    acts: int = 0
    read: dict[str, int] = field(default_factory=dict)
    ends: datetime | None = None
    leaked: bool = False
    timed: frozenset[str] = frozenset()

    def changed_places(self) -> "Twins":
        """The same two worlds, where the silent one is now the other."""
        return Twins(self.other, self.silent, self.the_calendar, self.moment)

    def begin(self, at: datetime, hidden: frozenset[str], title: str) -> None:
        """The beginning of a story."""
        self.moment, self.hidden, self.told = at, hidden, [f"The story of {title}"]
        self.read, self.ends, self.leaked, self.timed = {}, None, False, frozenset()
        self.the_calendar.go_to(self.moment)
        for world in (self.silent, self.other):
            world.begin()

    def do(self, what: str, act: Act) -> None:
        """Do this in both worlds at the same moment, let the worker go round, and compare."""
        self.told.append(f"{self.moment:%d %b %H:%M:%S} {what}")
        for world in (self.silent, self.other):
            self._in(world, act)
        self.compare()
        self.moment += TICK

    def differ(self, what: str, act: Act, *, silent: Act | None = None) -> None:
        """Do this in one world only (and something else in the other)."""
        self.told.append(f"{self.moment:%d %b %H:%M:%S} ONLY IN ONE WORLD: {what}")
        for world, own in ((self.silent, silent), (self.other, act)):
            self._in(world, own or (lambda _world: None), begins=True)
        self.compare()
        self.moment += TICK

    def wait_until(self, moment: datetime) -> None:
        """Time passes; sessions may run out."""
        self.moment = moment
        for world in (self.silent, self.other):
            for reader in world.readers.values():
                reader.leaves()
        self.do("time passes", lambda _world: None)

    def compare(self) -> None:
        """Raise Leak when somebody got something else in the other world."""
        for name, one in self.silent.readers.items():
            other = self.other[name]
            if name not in self.hidden:
                self._compare_pages(one, other)
                self._compare_mail(one, other)
            one.noted.clear()
            other.noted.clear()

    def _in(self, world: TwinWorld, act: Act, *, begins: bool = False) -> None:
        """Act in this world; then its worker goes round, and right after what differs a new one begins."""
        self.the_calendar.go_to(self.moment)
        act(world)
        world.work(self.moment, begins=begins)

    def _compare_pages(self, one: TwinReader, other: TwinReader) -> None:
        self.acts += len(one.noted)
        for seen, also in zip(one.noted, other.noted, strict=False):
            if seen[:2] != also[:2]:
                self._tell(one.name, f"{seen.asked} | {also.asked}", seen.answer, also.answer)
        if len(one.noted) != len(other.noted):
            self._tell(one.name, "what could be done", _asked(one), _asked(other))
        if one.name in self.timed:
            self._compare_statements(one, other)

    def _compare_statements(self, one: TwinReader, other: TwinReader) -> None:
        for seen, also in zip(one.noted, other.noted, strict=True):
            if seen.statements != also.statements:
                asked = "\n".join(seen.statements), "\n".join(also.statements)
                self._tell(one.name, f"the work behind {seen.asked}", *asked)

    def _compare_mail(self, one: TwinReader, other: TwinReader) -> None:
        since = self.read.get(one.name, 0)
        mine = [one.sight.letter(letter) for letter in one.letters[since:]]
        theirs = [other.sight.letter(letter) for letter in other.letters[since:]]
        if mine != theirs:
            self._tell(one.name, "mail", "\n\n".join(mine), "\n\n".join(theirs))
        self.read[one.name] = len(one.letters)

    def _tell(self, who: str, what: str, one: str, other: str) -> None:
        self.leaked = True
        lines = difflib.unified_diff(
            one.splitlines(), other.splitlines(), "silent", "other", lineterm="", n=1
        )
        raise Leak("\n".join([f"{who}: {what}", *list(lines)[:30], "", *self.told]))


def _asked(reader: TwinReader) -> str:
    return "\n".join(one.asked for one in reader.noted)
