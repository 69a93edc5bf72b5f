"""Everything that may happen in a story about introductions; Hypothesis chooses the order."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import ClassVar

from flask import Flask
from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from intro_app.identity.models import ContactField
from intro_app.introductions.models import Ask
from intro_app.introductions.states import Role, State
from intro_app.outbox import deliver_due
from intro_app.people.models import BlockKind
from tests.support.introductions import actions as deeds
from tests.support.introductions.invariants import Laws
from tests.support.introductions.model import ModelWorld, Snapshot

START = datetime.fromisoformat("2026-05-04T08:00+00:00")

pick = st.integers(0, 11)
ticks = st.sets(st.sampled_from(ContactField), min_size=1).map(sorted)
guest = st.sampled_from(["", "", deeds.CARRY, deeds.WRITE])
AHEAD = [timedelta(minutes=16), timedelta(days=4), timedelta(days=6), timedelta(days=10), timedelta(days=31)]
ASKEW = [
    sign * span for sign in (1, -1) for span in (timedelta(hours=1), timedelta(days=1), timedelta(days=15))
]


class Stories(RuleBasedStateMachine):
    """Alice, Bob, Carol, Dan, Erin, Mallory and guests do as they please."""

    app: ClassVar[Flask]
    snapshot: ClassVar[Snapshot]
    seen: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self.world, self.laws = ModelWorld(self.app, START), Laws()
        with self.app.app_context():
            self.snapshot.restore()
            self.world.begin()

    @contextmanager
    def acting(self) -> Iterator[ModelWorld]:
        """A request of its own, which may be refused."""
        with self.app.app_context(), self.world.perhaps():
            yield self.world

    def waiting(self, *, guests: bool = False) -> list[int]:
        """The asks that somebody could answer after the last step."""
        return [
            ask.id
            for ask in self.laws.asks.values()
            if ask.put_at and not ask.answer and not ask.withheld and not (guests and ask.member_id)
            if self.laws.introductions[ask.introduction_id].state == State.ASKING
        ]

    def settled(self) -> list[int]:
        """The asks that nobody can answer any more, or not yet."""
        return [ask for ask in self.laws.asks if ask not in self.waiting()]

    @rule(who=pick, whom=pick, shares=ticks)
    def asks_directly(self, who: int, whom: int, shares: list[ContactField]) -> None:
        with self.acting() as world:
            deeds.asks(world, who, shares, whom=whom, through=None)

    @rule(who=pick, through=pick, whom=pick, shares=ticks)
    def asks_by_name(self, who: int, through: int, whom: int, shares: list[ContactField]) -> None:
        with self.acting() as world:
            deeds.asks(world, who, shares, whom=whom, through=through)

    @rule(who=pick, through=pick, shares=ticks)
    def asks_for_someone(self, who: int, through: int, shares: list[ContactField]) -> None:
        with self.acting() as world:
            deeds.asks(world, who, shares, whom=None, through=through)

    @rule(who=pick, first=pick, second=pick, guest=guest)
    def offers(self, who: int, first: int, second: int, guest: str) -> None:
        with self.acting() as world:
            deeds.offers(world, who, first, second, guest)

    @precondition(lambda self: self.waiting())
    @rule(which=pick, shares=ticks, whom=pick, guest=guest)
    def says_yes(self, which: int, shares: list[ContactField], whom: int, guest: str) -> None:
        with self.acting() as world:
            deeds.says_yes(world, self._one_of(self.waiting(), which), shares, whom, guest)

    @precondition(lambda self: self.waiting())
    @rule(shares=ticks, whom=pick, guest=guest)
    def everyone_says_yes(self, shares: list[ContactField], whom: int, guest: str) -> None:
        for ask in self.waiting():
            with self.acting() as world:
                deeds.says_yes(world, world.ask(ask), shares, whom, guest)

    @precondition(lambda self: self.waiting(guests=True))
    @rule(which=pick, right=st.sampled_from([True, True, False]))
    def types_a_code(self, which: int, right: bool) -> None:
        with self.acting() as world:
            deeds.types_code(world, self._one_of(self.waiting(guests=True), which), right=right)

    @precondition(lambda self: self.waiting())
    @rule(which=pick, how=st.sampled_from(["no", "not_now", "anew", "wrong_person"]))
    def says_no(self, which: int, how: str) -> None:
        with self.acting() as world:
            deeds.says_no(world, self._one_of(self.waiting(), which), how)

    @precondition(lambda self: self.settled())
    @rule(which=pick)
    def answers_again(self, which: int) -> None:
        with self.acting() as world:
            deeds.answers_again(world, self._one_of(self.settled(), which))

    @precondition(lambda self: self.laws.asks)
    @rule(which=pick, how=st.sampled_from(["person", "as_connector", "introduction", "everything"]))
    def shuts_the_door(self, which: int, how: str) -> None:
        with self.acting() as world:
            ask = self._one_of(list(self.laws.asks), which)
            if ask.is_put:
                deeds.shuts(world, ask, how)

    @precondition(lambda self: self.laws.introductions)
    @rule(which=pick, role=st.sampled_from(Role), how=st.sampled_from(["undo", "take_back", "withdraw"]))
    def thinks_again(self, which: int, role: Role, how: str) -> None:
        with self.acting() as world:
            numbers = list(self.laws.introductions)
            introduction = world.introduction(numbers[which % len(numbers)])
            if introduction.person(role):
                deeds.thinks_again(world, introduction, role, how)

    @rule(who=pick, whom=pick, kind=st.sampled_from(BlockKind))
    def blocks(self, who: int, whom: int, kind: BlockKind) -> None:
        with self.acting() as world:
            deeds.blocks(world, who, whom, kind)

    @precondition(lambda self: self.laws.messages)
    @rule(which=pick, level=pick)
    def stops_mail(self, which: int, level: int) -> None:
        with self.acting() as world:
            deeds.stops(world, self.laws.messages[which % len(self.laws.messages)], level)

    @precondition(lambda self: len(self.laws.introductions) > 1)
    @rule(who=pick)
    def leaves(self, who: int) -> None:
        with self.acting() as world:
            deeds.leaves(world, who)

    @rule(who=pick, number=st.integers(1, 99))
    def has_a_new_number(self, who: int, number: int) -> None:
        with self.acting() as world:
            world.moves(world.member(who), phone=f"+49 30 556 {8000 + number}")

    @rule(step=st.sampled_from(AHEAD))
    def time_passes(self, step: timedelta) -> None:
        self.world.passes(step)

    @rule(step=st.sampled_from(ASKEW))
    def the_clock_is_set(self, step: timedelta) -> None:
        self.world.passes(step)

    @rule(chores=st.permutations(deeds.CHORES), most=st.sampled_from([1, 6, 6]))
    def the_worker_comes(self, chores: list[deeds.Chore], most: int) -> None:
        with self.app.app_context():
            for chore in chores[:most]:
                chore(self.world.at)
            self.laws.hold(self.world)
            while deliver_due(at=self.world.at):
                pass

    @invariant()
    def every_law_holds(self) -> None:
        with self.app.app_context():
            self.laws.hold(self.world)

    def teardown(self) -> None:
        """Much later everything has come to an end."""
        with self.app.app_context():
            for _day in range(6):
                self.world.passes(timedelta(days=31))
                for chore in deeds.CHORES:
                    chore(self.world.at)
                self.laws.hold(self.world)
                while deliver_due(at=self.world.at):
                    pass
            self.laws.hold(self.world)
            self.laws.at_the_end(self.world)
        seen = self.laws.seen | {f"refused: {refusal}" for refusal in self.world.refusals}
        for one in sorted(seen):
            event(one)
        self.seen.update(seen)
        self.seen["stories"] += 1

    def _one_of(self, asks: list[int], which: int) -> Ask:
        return self.world.ask(asks[which % len(asks)])
