"""A no tells nothing: whatever the one who is asked does, everybody else gets the same, to the byte.

`make test-long` plays 100,000 acts of random stories; `make test` plays a few of them, the same ones every
time.
"""

from collections import Counter

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase
from hypothesis.stateful import run_state_machine_as_test

from tests.support.twins.pair import Leak, Twins
from tests.support.twins.pinned import OPEN, PINNED, Pinned
from tests.support.twins.stories import TwinStories

LONG = 100_000
pytestmark = pytest.mark.slow


def play(twins: Twins, stories: int, *, steps: int, same: bool) -> Counter[str]:
    """Play so many stories, the same ones every time or others; what was seen in how many of them."""
    TwinStories.twins, TwinStories.seen = twins, Counter()
    house = hypothesis.settings(
        max_examples=stories,
        stateful_step_count=steps,
        deadline=None,
        derandomize=same,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(TwinStories, settings=house)
    return TwinStories.seen


def _known(name: str) -> list[pytest.MarkDecorator]:
    reason = OPEN.get(name) or OPEN.get(name[0])
    return [pytest.mark.xfail(reason=reason, strict=True, raises=Leak)] if reason else []


# What a database does is played on both by the random stories below, and statement by statement by
# test_twin_timing; each of these tells one leak that was found in Python.
@pytest.mark.one_database
@pytest.mark.parametrize(
    "story", [pytest.param(story, id=name, marks=_known(name)) for name, story in PINNED.items()]
)
def test_what_told_a_no_once_tells_nothing_any_more(twins: Twins, story: Pinned) -> None:
    story(twins)


@pytest.mark.xfail(bool(OPEN), reason="; ".join(OPEN.values()), strict=True, raises=Leak)
def test_nobody_can_tell_a_no_from_silence_in_any_story(twins: Twins, on_postgresql: bool) -> None:
    seen = play(twins, 3 if on_postgresql else 6, steps=5, same=True)
    assert seen["stories"]


@pytest.mark.long
@pytest.mark.timeout(0)
def test_nobody_can_tell_in_a_hundred_thousand_acts(twins: Twins) -> None:
    while twins.acts < LONG:
        play(twins, 100, steps=25, same=False)
