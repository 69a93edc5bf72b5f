"""An honest community as a stream of ledger events: groups, introductions, now and then a misunderstanding.

Nothing here depends on a score: the same honest people do the same things whatever system watches them.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from intro_app.trust.events import Event, Founder, Joined, Severity, Upheld, Useful

START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Habits:
    """How people behave; every number is an assumption, and all systems face the same ones.

    With `two_agree`, a severe report is upheld only if a second moderator, who errs as often, agrees.
    """

    members: int = 800
    groups: int = 20
    days: int = 540
    founders: int = 40
    newcomers: int = 80
    asks_a_day: float = 0.1
    outside_group: float = 0.2
    by_connector: float = 0.5
    vouched: float = 0.3
    connected: float = 0.6
    misread: float = 0.03
    reported: float = 0.5
    true_upheld: float = 0.85
    false_upheld: float = 0.10
    two_agree: bool = False
    false_severity: tuple[Severity, ...] = (
        (Severity.MINOR,) * 5 + (Severity.MODERATE,) * 4 + (Severity.SEVERE,)
    )
    true_severity: tuple[Severity, ...] = (
        (Severity.MODERATE,) * 2 + (Severity.SEVERE,) * 2 + (Severity.GRAVE,)
    )


@dataclass
class World:
    """Honest members with their groups and qualities, and everything that they do in order of time."""

    habits: Habits
    chance: random.Random
    quality: dict[int, float] = field(default_factory=dict)
    group: dict[int, int] = field(default_factory=dict)
    came: dict[int, datetime] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    numbers: int = 0

    def number(self) -> int:
        """A fresh number for an introduction or a report."""
        self.numbers += 1
        return self.numbers

    def present(self, group: int, at: datetime, but: int) -> list[int]:
        """Who of a group is there at a time, without one."""
        return [one for one in self.people[group] if self.came[one] <= at and one != but]

    def __post_init__(self) -> None:
        self.people: list[list[int]] = [[] for _ in range(self.habits.groups)]


def honest_world(seed: int, habits: Habits) -> World:
    """The whole honest history of one seed."""
    world = World(habits, random.Random(seed))
    _populate(world)
    for day in range(1, habits.days):
        for member in range(1, habits.members + 1):
            at = START + (day + world.chance.random()) * DAY
            if world.came[member] < at and world.chance.random() < habits.asks_a_day:
                world.events += introduction(world, member, world.quality[member], at)
    world.events.sort(key=lambda event: event.at)
    return world


def _populate(world: World) -> None:
    habits, chance = world.habits, world.chance
    for member in range(1, habits.members + 1):
        group = member % habits.groups
        late = member > habits.members - habits.newcomers
        at = START + (chance.uniform(60, 240) if late else member / habits.members) * DAY
        invited = world.people[group] and chance.random() < (1.0 if late else 0.5)
        inviter = chance.choice(world.people[group]) if invited else None
        world.events.append(Joined(at, member, inviter))
        if member <= habits.founders:
            world.events.append(Founder(at, member))
        world.came[member], world.group[member] = at, group
        world.quality[member] = chance.betavariate(8, 2)
        world.people[group].append(member)


def introduction(world: World, member: int, quality: float, at: datetime) -> list[Event]:
    """One ask by an honest person: both may find it worth it, and rarely it is taken amiss and reported."""
    habits, chance = world.habits, world.chance
    group = world.group[member]
    elsewhere = chance.randrange(habits.groups) if chance.random() < habits.outside_group else group
    other = _someone(world, elsewhere, at, member)
    connector = _someone(world, group, at, member) if chance.random() < habits.by_connector else None
    if other is None or other == connector:
        return []
    if chance.random() < habits.misread * (1 - quality) and chance.random() < habits.false_upheld:
        voucher = connector if chance.random() < habits.vouched else None
        severity = chance.choice(habits.false_severity)
        if not stands(habits, chance, severity, habits.false_upheld):
            return []
        return [Upheld(at, world.number(), member, severity, voucher)]
    if chance.random() < habits.connected * quality * world.quality.get(other, 0.8):
        return [Useful(at, world.number(), member, other, connector)]
    return []


def stands(habits: Habits, chance: random.Random, severity: Severity, upheld: float) -> bool:
    """Whether a verdict stands: where two have to agree, the second upholds it with the same chance."""
    if not habits.two_agree or severity < Severity.SEVERE:
        return True
    return chance.random() < upheld


def _someone(world: World, group: int, at: datetime, but: int) -> int | None:
    present = world.present(group, at, but)
    return world.chance.choice(present) if present else None
