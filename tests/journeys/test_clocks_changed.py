"""Organisers change the days to decide: what was sent before keeps its own, to the hour."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from intro_app import clock
from intro_app.db import db
from intro_app.introductions.models import Introduction
from intro_app.organising.settings.service import change_settings
from tests.support.journeys.doors import OTHER_LETTER
from tests.support.story import Somebody, Story

pytestmark = pytest.mark.changes_app

DAY = timedelta(days=1)


def _sets(story: Story, **texts: str) -> None:
    with story.app.app_context():
        change_settings(texts, story.people.dan.member, clock.now())


@pytest.fixture(autouse=True)
def _as_it_came(story: Story) -> Iterator[None]:
    """Other tests of this process find the settings as they come."""
    yield
    _sets(story, connector_days="", party_days="")


def _days_open(story: Story, introduction: str) -> int:
    with story.app.app_context():
        made = db.session.query(Introduction).filter_by(public_id=introduction).one()
        return (made.closes_at.date() - made.sent_at.date()).days


def test_what_was_sent_before_keeps_its_days(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    dan = story.member(story.people.dan)
    story.wait(15 * DAY, 5 * DAY)  # who is new here has one open request
    before = alice.asks(to=carol, through=bob)
    assert _days_open(story, before) == 7
    _sets(story, connector_days="3", party_days="5")
    bob.lends_good_word()
    assert _days_open(story, before) == 17, "the days of its own sending"
    after = alice.asks(to=dan, through=None, **OTHER_LETTER)
    assert _days_open(story, after) == 5
    story.wait(6 * DAY)
    assert "Closed" in alice.get(f"/introductions/{after}").text
    carol.says_yes()
    story.details_come_out()
    assert carol.address in alice.letters[-1].text
