"""Accounts that confirm each other, and people who report in bad faith: what it does to scores."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from enum import Enum, auto
from statistics import mean

from benchmarks.trust.systems import System
from benchmarks.trust.world import DAY, START, World
from intro_app.trust.events import ALONE, Event, Joined, Severity, Upheld, Useful

Make = Callable[[], System]


class SevereRule(Enum):
    """What holds for reports that a moderator would uphold as severe: nothing, two agree, or one alone."""

    NONE = auto()
    TWO = auto()
    ALONE = auto()

    def applied(self, event: Upheld, wrong: float, chance: random.Random) -> Upheld | None:
        """Return the event as it counts; None if the second moderator, who errs as often, does not agree."""
        if self is SevereRule.NONE or event.severity < Severity.SEVERE:
            return event
        if self is SevereRule.ALONE:
            return replace(event, severity=ALONE)
        return event if chance.random() < wrong else None


FIRST = 2_000_000
END = 539


def ring_scores(world: World, make: Make, size: int, shape: str, outside: int = 0) -> tuple[float, float]:
    """The mean score of a ring's accounts at the end, with and without its confirmations of each other.

    `outside` is how many genuine confirmations, from founders, each account got before the ring began.
    """
    chance = random.Random(size)
    accounts = list(range(FIRST, FIRST + size))
    came: list[Event] = [Joined(_day(100), account) for account in accounts]
    came += [Useful(_day(101), 0, one, chance.randint(1, 40)) for one in accounts for _ in range(outside)]
    came += abuse_by(world, accounts, chance)
    inside = among(accounts, shape, chance)
    return _mean_score(world, make, came + inside, accounts), _mean_score(world, make, came, accounts)


def among(accounts: list[int], shape: str, chance: random.Random) -> list[Event]:
    """Every pair confirms itself twice over a year: all with all, or, to hide it, one half with the other."""
    half = len(accounts) // 2
    if shape == "circle":
        pairs = [(a, b) for number, a in enumerate(accounts) for b in accounts[number + 1 :]]
    else:
        pairs = [(a, b) for a in accounts[:half] for b in accounts[half:]]
    pairs *= 2
    chance.shuffle(pairs)
    return [
        Useful(_day(110 + 350 * number / len(pairs)), number, a, b) for number, (a, b) in enumerate(pairs)
    ]


def abuse_by(world: World, accounts: list[int], chance: random.Random) -> list[Event]:
    """Two abusive asks by each account, near the end."""
    habits, found = world.habits, list[Event]()
    for number, account in enumerate(accounts * 2):
        if chance.random() < habits.reported * habits.true_upheld:
            found.append(
                Upheld(
                    _day(480 + 40 * chance.random()),
                    FIRST + number,
                    account,
                    chance.choice(habits.true_severity),
                )
            )
    return found


def sybil_scores(world: World, make: Make, sybils: int = 40) -> tuple[float, float]:
    """Return the score of a trusted member who invites own accounts, is confirmed by them, and abuses.

    Second number: without those accounts.
    """
    chance = random.Random(sybils)
    master = world.people[0][10]
    accounts = list(range(FIRST, FIRST + sybils))
    crimes = [
        Upheld(_day(480 + 5 * n), FIRST + n, master, chance.choice(world.habits.true_severity))
        for n in range(3)
    ]
    crowd: list[Event] = [Joined(_day(150), account, master) for account in accounts]
    crowd += among(accounts, "circle", chance)
    crowd += [Useful(_day(160 + chance.random() * 300), 0, master, account) for account in accounts * 3]
    return _mean_score(world, make, [*crimes, *crowd], [master]), _mean_score(
        world, make, list(crimes), [master]
    )


def lost_to_reports(
    world: World,
    make: Make,
    reports: int,
    upheld: float,
    appeal: float,
    *,
    rule: SevereRule = SevereRule.NONE,
) -> float:
    """Score lost (0 to 1) by honest members of whom each is falsely reported, 30 days later.

    A false report is upheld with a chance, and an upheld one survives the appeal with a chance (1 for no
    appeal). `rule` is what holds from severity 5 on.
    """
    habits, chance = world.habits, random.Random(reports)
    victims = chance.sample(range(1, habits.members - habits.newcomers), 60)
    slander = [
        Upheld(_day(400 + chance.random()), FIRST + number, victim, chance.choice(habits.false_severity))
        for number, victim in enumerate(victims * reports)
        if chance.random() < upheld * appeal
    ]
    slander = [ruled for event in slander if (ruled := rule.applied(event, upheld, chance))]
    before = _mean_score(world, make, [], victims, day=430)
    return (before - _mean_score(world, make, [*slander], victims, day=430)) / 100


def _mean_score(world: World, make: Make, others: list[Event], people: list[int], day: float = END) -> float:
    system, at = make(), _day(day)
    for event in sorted(world.events + others, key=lambda event: event.at):
        if event.at <= at:
            system.hear(event)
    return mean(system.score(one, at) for one in people)


def _day(day: float) -> datetime:
    return START + day * DAY
