"""Attackers, and how long each system tolerates them: they act in the honest world, limited by the system."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from benchmarks.trust.systems import Formula, System
from benchmarks.trust.world import DAY, START, World, introduction, stands
from intro_app.trust.events import Joined, Upheld

ABUSE_EVERY = 7
KIND_EVERY = 10
LIE_LOW = 90
COME_BACK_AFTER = 60
CAREFUL = 0.9


@dataclass
class Attacker:
    """One person with one account at a time; `accomplice` is a member in good standing who invites them."""

    account: int
    group: int
    accomplice: int
    abusive: int = 0
    lives: int = 1
    contained: bool = False
    quiet_until: datetime = START


@dataclass
class Scene:
    """A world being replayed to a system, with attackers who may act on any day."""

    world: World
    system: System
    line: float
    attackers: list[Attacker] = field(default_factory=list)
    fresh: Iterator[int] = field(default_factory=lambda: count(1_000_000))

    def blocked(self, account: int, at: datetime) -> bool:
        """Whether the gate holds an account's asks: the same policy for every system."""
        return self.system.badness(account, at) > self.line

    def may_invite(self, account: int, at: datetime) -> bool:
        """Whether somebody may invite: by the site's rule; in the others, while their asks are not held."""
        if isinstance(self.system, Formula):
            return self.system.may_invite(account, at)
        return not self.blocked(account, at)

    def join(self, at: datetime, group: int, inviter: int | None) -> int:
        """A new account."""
        account = next(self.fresh)
        self.world.group[account] = group
        self.system.hear(Joined(at, account, inviter))
        return account

    def behave(self, attacker: Attacker, at: datetime) -> None:
        """An ask made in earnest."""
        for event in introduction(self.world, attacker.account, CAREFUL, at):
            self.system.hear(event)

    def abuse(self, attacker: Attacker, at: datetime) -> bool:
        """An abusive ask, unless the gate holds it; true when a report of it was upheld."""
        if self.blocked(attacker.account, at):
            attacker.contained = True
            return False
        attacker.abusive += 1
        habits, chance = self.world.habits, self.world.chance
        if chance.random() > habits.reported * habits.true_upheld:
            return False
        severity = chance.choice(habits.true_severity)
        if not stands(habits, chance, severity, habits.true_upheld):
            return False
        self.system.hear(Upheld(at, self.world.number(), attacker.account, severity))
        attacker.contained = self.blocked(attacker.account, at)
        return True


Plan = Callable[[Scene, Attacker, int, datetime], None]


def burn(scene: Scene, attacker: Attacker, day: int, at: datetime) -> None:
    """Build a good name for 300 days, then abuse it as fast as the limits allow."""
    if day < 300 and day % KIND_EVERY == 0:
        scene.behave(attacker, at)
    elif day >= 300 and day % ABUSE_EVERY == 0 and not attacker.contained:
        scene.abuse(attacker, at)


def on_off(scene: Scene, attacker: Attacker, day: int, at: datetime) -> None:
    """Abuse until a report is upheld, be good for 90 days, and again."""
    if at < attacker.quiet_until or day < LIE_LOW:
        if day % KIND_EVERY == 0:
            scene.behave(attacker, at)
    elif day % ABUSE_EVERY == 0 and not attacker.contained and scene.abuse(attacker, at):
        attacker.quiet_until = at + LIE_LOW * DAY


def fresh(scene: Scene, attacker: Attacker, day: int, at: datetime) -> None:
    """Come and abuse at once."""
    if day >= 100 and day % ABUSE_EVERY == 0 and not attacker.contained:
        scene.abuse(attacker, at)


def whitewash(scene: Scene, attacker: Attacker, day: int, at: datetime) -> None:
    """As `fresh`, but once contained, come back after 60 days by the accomplice's invitation, if allowed."""
    if attacker.contained and at >= attacker.quiet_until:
        if not scene.may_invite(attacker.accomplice, at):
            return
        attacker.account = scene.join(at, attacker.group, attacker.accomplice)
        attacker.lives, attacker.contained = attacker.lives + 1, False
    if day >= 100 and day % ABUSE_EVERY == 0 and not attacker.contained:
        scene.abuse(attacker, at)
        attacker.quiet_until = at + COME_BACK_AFTER * DAY


PLANS: dict[str, Plan] = {"burn": burn, "on-off": on_off, "whitewash": whitewash, "fresh": fresh}


def play(world: World, system: System, line: float, plan: Plan, attackers: int = 20) -> list[Attacker]:
    """Replay the honest history with attackers in it, and tell how each fared."""
    scene = Scene(world, system, line)
    honest = iter(world.events)
    following = next(honest, None)
    for day in range(world.habits.days):
        at = START + day * DAY
        while following and following.at <= at:
            system.hear(following)
            following = next(honest, None)
        if day == 1:
            scene.attackers = [_arrive(scene, number, at) for number in range(attackers)]
        for attacker in scene.attackers:
            plan(scene, attacker, day, at)
    return scene.attackers


def _arrive(scene: Scene, number: int, at: datetime) -> Attacker:
    group = number % scene.world.habits.groups
    accomplice = scene.world.people[group][5 + number // scene.world.habits.groups]
    return Attacker(scene.join(at, group, accomplice), group, accomplice)
