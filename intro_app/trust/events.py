"""The seven kinds of event in the trust ledger, their order, and what one of them does to one member."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from itertools import groupby, islice
from operator import attrgetter, lt
from typing import ClassVar, NamedTuple

from intro_app.wording import N_


class Severity(IntEnum):
    """How bad an upheld report is; the value is its harm in points."""

    MINOR = 1
    MODERATE = 2
    SEVERE = 5
    GRAVE = 10

    @property
    def sentence(self) -> str:
        """What falls under it, untranslated, for the decision and the trust page."""
        return _EXAMPLES[self]


_EXAMPLES = {
    Severity.MINOR: N_("didn’t show up after agreeing a time"),
    Severity.MODERATE: N_("a hidden sales pitch, or pushing after a no"),
    Severity.SEVERE: N_("mass messages, passing on or selling contact details, or money for an introduction"),
    Severity.GRAVE: N_("harassment, a romantic or sexual approach, or a danger to safety"),
}


@dataclass(frozen=True, slots=True)
class Joined:
    """A member joined, invited by another member or by nobody."""

    rank: ClassVar[int] = 0
    at: datetime
    member: int
    inviter: int | None = None


@dataclass(frozen=True, slots=True)
class Founder:
    """An admin vouches for one of the first members when a site starts."""

    rank: ClassVar[int] = 1
    at: datetime
    member: int
    points: float = 10.0


@dataclass(frozen=True, slots=True)
class Useful:
    """Both people said that their introduction was worth it.

    Raises ValueError if the people are not all different.
    """

    rank: ClassVar[int] = 2
    at: datetime
    introduction: int
    a: int
    b: int
    connector: int | None = None

    def __post_init__(self) -> None:
        if self.a == self.b or self.connector in (self.a, self.b):
            raise ValueError("an introduction is between different people")


# What a severe verdict counts as until a second moderator agrees.
ALONE = Severity.MODERATE


@dataclass(frozen=True, slots=True)
class Upheld:
    """A moderator upheld a report. `connector` is set only if they vouched "I know them well".

    `alone` says that one moderator decided it where two have to agree: until then it counts as ALONE.
    """

    rank: ClassVar[int] = 3
    at: datetime
    report: int
    offender: int
    severity: Severity
    connector: int | None = None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class BadFaith:
    """Two moderators judged a report knowingly false."""

    rank: ClassVar[int] = 4
    at: datetime
    report: int
    reporter: int


@dataclass(frozen=True, slots=True)
class Reversed:
    """An appeal succeeded: all effects of the report are undone as if it had never been."""

    rank: ClassVar[int] = 5
    at: datetime
    report: int


@dataclass(frozen=True, slots=True)
class SecondAgreed:
    """A second moderator agreed with a verdict that one had reached alone: it counts in full from now on.

    What others carry of it stays as it was: a second line of theirs would tell how severe the verdict is.
    """

    rank: ClassVar[int] = 6
    at: datetime
    report: int
    offender: int
    severity: Severity


Event = Joined | Founder | Useful | Upheld | BadFaith | Reversed | SecondAgreed
Ledger = Sequence[Event]


class LedgerEntry(NamedTuple):
    """One entry: points for one member from one event, by one rule.

    `other` is who confirmed them, or the offender they answer for. The last two make `good`: how much the
    confirmer's word counts, and how many points they gave before are left.
    """

    member: int
    why: str
    good: float = 0.0
    harm: float = 0.0
    other: int | None = None
    voice: float = 1.0
    earlier: float = 0.0


_PEOPLE = ("member", "inviter", "a", "b", "connector", "offender", "reporter")
# Asking an event for a field that it lacks takes long, and a long ledger is asked millions of times.
_ROLES: dict[type[Event], tuple[str, ...]] = {
    kind: tuple(role for role in _PEOPLE if role in kind.__dataclass_fields__)
    for kind in (Joined, Founder, Useful, Upheld, BadFaith, Reversed, SecondAgreed)
}


def named_in(event: Event) -> tuple[int, ...]:
    """Return the members an event names. An upheld report may also affect the offender's inviter."""
    people = [getattr(event, role) for role in _ROLES[type(event)]]
    return tuple([person for person in people if person is not None])


def in_order(events: Iterable[Event]) -> list[Event]:
    """Return the events in the order in which they apply: by time, then kind and content, never arrival."""
    in_time = sorted(events, key=attrgetter("at"))
    times = [event.at for event in in_time]
    if all(map(lt, times, islice(times, 1, None))):
        return in_time
    together = (list(group) for _, group in groupby(in_time, key=attrgetter("at")))
    return [
        event for group in together for event in (sorted(group, key=_content) if len(group) > 1 else group)
    ]


def standing_events(events: Iterable[Event], at: datetime) -> list[Event]:
    """Return the events that count at a time, in order: those up to it, without reports reversed by then."""
    so_far = [event for event in events if event.at <= at]
    reversed_reports = {event.report for event in so_far if isinstance(event, Reversed)}
    if reversed_reports:
        so_far = [event for event in so_far if not _undone(event, reversed_reports)]
    return in_order(so_far)


def standing_in_time(events: Iterable[Event], reversed_reports: Collection[int]) -> Iterator[Event]:
    """Yield what counts of a ledger sorted by time, in order: for a ledger too long to hold.

    `reversed_reports` are those reversed anywhere in it, which its reader has to know beforehand.
    """
    together: list[Event] = []
    now: datetime | None = None
    for event in events:
        if event.at != now:
            yield from together if len(together) < 2 else sorted(together, key=_content)
            now = event.at
            together.clear()
        if not (reversed_reports and _undone(event, reversed_reports)):
            together.append(event)
    yield from sorted(together, key=_content)


def _undone(event: Event, reversed_reports: Collection[int]) -> bool:
    if isinstance(event, Upheld | BadFaith | SecondAgreed):
        return event.report in reversed_reports
    return isinstance(event, Reversed)


def _content(event: Event) -> tuple[float, ...]:
    numbers = (getattr(event, name) for name in event.__dataclass_fields__ if name != "at")
    return (event.rank, *(-1 if number is None else number for number in numbers))
