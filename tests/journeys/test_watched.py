"""A monitor that reads the site's figures learns of no answer: a no, silence and a yes look alike to it."""

from dataclasses import replace
from math import isnan

import pytest

from intro_app.config import Settings
from tests.support.monitoring import TOKEN, read_metrics
from tests.support.people import visitor
from tests.support.story import Story


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A site that is watched."""
    return replace(settings, metrics_token=TOKEN)


@pytest.mark.parametrize("answer", ["no", "yes"])
def test_an_answer_moves_only_the_label_that_all_acts_share(story: Story, answer: str) -> None:
    watcher = visitor(story.app)
    alice, carol = story.member(story.people.alice), story.member(story.people.carol)
    alice.asks(to=carol)
    read_metrics(watcher)  # the first look is itself a request
    before = read_metrics(watcher)
    page = carol.says_yes() if answer == "yes" else carol.answers("no")
    assert page.status_code in {200, 303}
    after = read_metrics(watcher)
    moved = {key for key, value in after.items() if value != before.get(key, 0) and not isnan(value)}
    assert {key[1] for key in moved if key[0].startswith("mutual_request")} == {"(private)", "/metrics"}
    # By how much PostgreSQL's clock is ahead is measured anew at each look.
    assert {key[0] for key in moved if not key[0].startswith("mutual_request")} <= {
        *("mutual_mail_oldest_seconds", "mutual_clock_seconds_ahead"),
    }
