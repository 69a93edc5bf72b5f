"""The ways into an introduction, each to the point at which somebody has been asked."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.support.twins.letters import answers, asks, connects, offers
from tests.support.twins.world import TwinWorld


@dataclass(frozen=True)
class TwinWay:
    """How an introduction begins, who sent it, who is asked in the end, and whose mail has that link."""

    name: str
    begin: Callable[[TwinWorld], None]
    author: str
    asked: str
    carrier: str = ""

    def link(self, world: TwinWorld) -> str:
        """Return the path of the link by which the one asked answers; they may have got other links since."""
        world.question = world.question or world[self.carrier or self.asked].link("r")
        return world.question


def _direct(world: TwinWorld) -> None:
    world.introduction = asks(world["alice"], f"/ask/{world['carol'].id}")


def _agreed(world: TwinWorld) -> None:
    _direct(world)
    world.work_now()
    answers(world["carol"], world["carol"].link("r"), "yes", shares=["email"])


def _named(world: TwinWorld) -> None:
    world.introduction = asks(world["alice"], f"/ask/through/{world['bob'].id}/to/{world['carol'].id}")
    world.work_now()


def _named_on(world: TwinWorld) -> None:
    _named(world)
    connects(world["bob"], world["bob"].link("r"))


def _blind(world: TwinWorld) -> None:
    world.introduction = asks(world["alice"], f"/ask/through/{world['bob'].id}")
    world.work_now()


def _blind_to(whom: str) -> Callable[[TwinWorld], None]:
    def begin(world: TwinWorld) -> None:
        _blind(world)
        connects(world["bob"], world["bob"].link("r"), whom or world["carol"].id)

    return begin


def _offered_to(whom: str, *, on: bool) -> Callable[[TwinWorld], None]:
    def begin(world: TwinWorld) -> None:
        world.introduction = offers(world["bob"], world["alice"].id, whom or world["carol"].id)
        world.work_now()
        if on:
            answers(world["alice"], world["alice"].link("r"), "yes", shares=["email"])

    return begin


WAYS = {
    way.name: way
    for way in (
        TwinWay("direct", _direct, "alice", "carol"),
        TwinWay("agreed", _agreed, "alice", "carol"),
        TwinWay("named, connector asked", _named, "alice", "bob"),
        TwinWay("named", _named_on, "alice", "carol"),
        TwinWay("blind, connector asked", _blind, "alice", "bob"),
        TwinWay("blind", _blind_to(""), "alice", "carol"),
        TwinWay("carried", _blind_to("carry"), "alice", "guest", carrier="bob"),
        TwinWay("mailed", _blind_to("write"), "alice", "guest"),
        TwinWay("offered, first asked", _offered_to("", on=False), "bob", "alice"),
        TwinWay("offered", _offered_to("", on=True), "bob", "carol"),
        TwinWay("offered, carried", _offered_to("carry", on=True), "bob", "guest", carrier="bob"),
        TwinWay("offered, mailed", _offered_to("write", on=True), "bob", "guest"),
    )
}
