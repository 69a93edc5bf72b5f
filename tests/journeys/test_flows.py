"""How many files and hops the three most important requests take; `make flows` prints the figures.

The limits are the goals: a request that needs more files or hops than these is rearranged, not allowed more.
"""

import sys
from datetime import timedelta

import pytest

from tests.support.flows import Flow, followed
from tests.support.moderation_desk import Moderator, report
from tests.support.story import Somebody, Story

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def _keeps_to(flow: Flow, *, hops: int, files: int, statements: int) -> None:
    sys.stdout.write(f"{flow}\n")
    assert flow.transactions == 1, flow
    assert len(flow.hops) <= hops, flow.hops
    assert len(flow.files) <= files, sorted(flow.files)
    assert flow.statements <= statements, flow


def test_asking(story: Story, alice: Somebody, carol: Somebody) -> None:
    story.wait(timedelta(days=15), timedelta(days=5))
    path, preview = alice.writes(to=carol)
    with followed(story.app, "ask_directly") as flow:
        alice.fill(path, preview, "send")
    _keeps_to(flow, hops=30, files=18, statements=20)


def test_answering(story: Story, alice: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol)
    with followed(story.app, "answer") as flow:
        carol.says_yes()
    _keeps_to(flow, hops=20, files=12, statements=20)


def test_upholding(story: Story, alice: Somebody, carol: Somebody) -> None:
    dan = Moderator.made(story, story.people.dan)
    alice.asks(to=carol)
    report(carol, carol.newest("p").link("p"))
    dan.hears()
    story.wait(timedelta(days=11), timedelta(days=1))
    with followed(story.app, "decide") as flow:
        dan.decides()
    _keeps_to(flow, hops=21, files=16, statements=37)
