"""The ways into an introduction, each to the point at which somebody has been asked."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.support.twins.letters import answers, asks, connects, offers
from tests.support.twins.world import World


@dataclass(frozen=True)
class Way:
    """How it begins, who sent it, who is asked in the end, and in whose mail the link of that question lies."""

    name: str
    begin: Callable[[World], None]
    author: str
    asked: str
    carrier: str = ""

    def link(self, world: World) -> str:
        """The path of the link by which the one asked can answer; whoever has it may be asked other things since."""
        world.question = world.question or world[self.carrier or self.asked].link("r")
        return world.question


def _direct(world: World) -> None:
    world.introduction = asks(world["alice"], f"/ask/{world['carol'].id}")


def _agreed(world: World) -> None:
    _direct(world)
    world.work_now()
    answers(world["carol"], world["carol"].link("r"), "yes", shares=["email"])


def _named(world: World) -> None:
    world.introduction = asks(world["alice"], f"/ask/through/{world['bob'].id}/to/{world['carol'].id}")
    world.work_now()


def _named_on(world: World) -> None:
    _named(world)
    connects(world["bob"], world["bob"].link("r"))


def _blind(world: World) -> None:
    world.introduction = asks(world["alice"], f"/ask/through/{world['bob'].id}")
    world.work_now()


def _blind_to(whom: str) -> Callable[[World], None]:
    def begin(world: World) -> None:
        _blind(world)
        connects(world["bob"], world["bob"].link("r"), whom or world["carol"].id)

    return begin


def _offered_to(whom: str, *, on: bool) -> Callable[[World], None]:
    def begin(world: World) -> None:
        world.introduction = offers(world["bob"], world["alice"].id, whom or world["carol"].id)
        world.work_now()
        if on:
            answers(world["alice"], world["alice"].link("r"), "yes", shares=["email"])

    return begin


WAYS = {
    way.name: way
    for way in (
        Way("direct", _direct, "alice", "carol"),
        Way("agreed", _agreed, "alice", "carol"),
        Way("named, connector asked", _named, "alice", "bob"),
        Way("named", _named_on, "alice", "carol"),
        Way("blind, connector asked", _blind, "alice", "bob"),
        Way("blind", _blind_to(""), "alice", "carol"),
        Way("carried", _blind_to("carry"), "alice", "guest", carrier="bob"),
        Way("mailed", _blind_to("write"), "alice", "guest"),
        Way("offered, first asked", _offered_to("", on=False), "bob", "alice"),
        Way("offered", _offered_to("", on=True), "bob", "carol"),
        Way("offered, carried", _offered_to("carry", on=True), "bob", "guest", carrier="bob"),
        Way("offered, mailed", _offered_to("write", on=True), "bob", "guest"),
    )
}
