"""An answer is not told by the clock: what its author does takes the same work, and as long, as in silence.

Withdrawing took 10.3 ms after silence and 8.6 ms after a no once: who measured knew in 84 cases of 100.
"""

from collections.abc import Callable
from functools import partial

import pytest

from tests.support.twins import acts, timing
from tests.support.twins.pair import Leak, Twins
from tests.support.twins.pinned import OPEN, plot_of
from tests.support.twins.stories import DAY, begin, happen
from tests.support.twins.world import TwinWorld

pytestmark = pytest.mark.slow

DEEDS = ("no", "not from this person", "never e-mail me", "report and no")


def _sends_a_copy(world: TwinWorld) -> timing.Act:
    acts.withdraws_this(world, "alice")
    return timing.sends(world, "alice", f"/ask/{world['mallory'].id}")


ACTS: dict[str, Callable[[TwinWorld], timing.Act]] = {
    "withdraw": lambda world: timing.withdraws(world, "alice"),
    "ask again": lambda world: timing.sends(world, "alice", f"/ask/{world['carol'].id}"),
    "send a copy": _sends_a_copy,
    "look": lambda world: timing.opens(world, "alice", f"/introductions/{world.introduction}"),
}
known = pytest.mark.xfail("4" in OPEN, reason=OPEN.get("4", ""), strict=False, raises=Leak)


@known
@pytest.mark.parametrize(
    ("way", "deed"),
    [
        ("direct", "no"),
        ("named", "not from this person"),
        ("blind", "no"),
        ("carried", "no"),
        ("carried", "this is not for me"),
        ("offered", "no"),
    ],
)
def test_the_database_is_asked_the_same_for_all_that_an_author_does(
    twins: Twins, way: str, deed: str
) -> None:
    plot = plot_of(way, deed)
    begin(twins, plot)
    twins.wait_until(twins.moment + DAY)
    happen(twins, plot)
    author = plot.way.author
    twins.timed = frozenset({author})
    twins.do("the author looks", partial(acts.looks, who=author))
    twins.do("the author asks again", partial(acts.asks, who=author, whom="carol", through="", number=1))
    twins.do("the author withdraws", partial(acts.withdraws_this, who=author))
    twins.do("the author asks again", partial(acts.asks, who=author, whom="carol", through="", number=2))
    twins.do("the author sends a copy", partial(acts.asks, who=author, whom="mallory", through="", number=0))
    twins.do("the author looks", partial(acts.looks, who=author))


@pytest.mark.xfail("4" in OPEN, reason=OPEN.get("4", ""), strict=False, raises=AssertionError)
@pytest.mark.parametrize("worlds", ["sqlite"], indirect=True)
@pytest.mark.parametrize("act", ["withdraw", "look"])
def test_nobody_can_tell_a_no_by_the_clock(twins: Twins, act: str) -> None:
    assert measured(twins, act, 400) <= 0.57  # its error without any leak is .02


@pytest.mark.long
@pytest.mark.timeout(0)
@pytest.mark.parametrize("worlds", ["sqlite"], indirect=True)
@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("deed", DEEDS)
def test_nobody_can_tell_by_ten_thousand_measurements(twins: Twins, act: str, deed: str) -> None:
    assert measured(twins, act, 10_000, deed) <= 0.52


def measured(twins: Twins, act: str, count: int, deed: str = "no") -> float:
    """How well the act's time tells the deed from silence, by so many of each.

    The worlds change places halfway: of two sites in one process one is a little faster whatever was
    answered (.53 with silence in both), and only what goes along with the answer is a leak.
    """
    halves = (share_of_longer(one, act, count // 2, deed) for one in (twins, twins.changed_places()))
    return timing.distinguishability(*halves)


def share_of_longer(twins: Twins, act: str, count: int, deed: str) -> float:
    """How often the act took longer after the deed than in silence."""
    plot = plot_of("direct", deed)
    begin(twins, plot)
    happen(twins, plot)
    worlds = twins.silent, twins.other
    silent, other = (timing.Stopwatch(world, ACTS[act](world), changes=act != "look") for world in worlds)
    return timing.share_of_longer(*timing.times(silent, other, count))
