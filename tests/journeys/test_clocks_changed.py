"""Organisers change the days to decide: what was sent before keeps its own, to the hour."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import update

from intro_app import clock
from intro_app.db import atomic, db
from intro_app.introductions.models import Introduction
from intro_app.organising.settings.service import change_settings
from intro_app.organising.settings.storing import SettingRefused
from intro_app.site_settings import SiteSetting
from tests.support.journeys.doors import OTHER_LETTER
from tests.support.story import Somebody, Story

pytestmark = pytest.mark.changes_app

DAY = timedelta(days=1)
CHANGED = ("connector_days", "party_days", "connector_reminder_day", "party_reminder_day", "closing_hour")


def _sets(story: Story, **texts: str) -> None:
    with story.app.app_context():
        change_settings(texts, story.people.dan.member, clock.now())


@pytest.fixture(autouse=True)
def _as_it_came(story: Story) -> Iterator[None]:
    """Other tests of this process find the settings as they come."""
    yield
    earlier = update(SiteSetting).where(SiteSetting.name == "closing_hour")
    with story.app.app_context(), atomic():  # it changes once a day
        db.session.execute(earlier.values(made_at=clock.now() - 2 * DAY))
    _sets(story, **dict.fromkeys(CHANGED, ""))


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


def _closing_hour(story: Story, introduction: str) -> int:
    with story.app.app_context():
        made = db.session.query(Introduction).filter_by(public_id=introduction).one()
        begins = made.closes_at - timedelta(seconds=made.spread_seconds)
        return begins.astimezone(story.app.extensions["settings"].time_zone).hour


def test_what_was_sent_before_closes_at_its_own_hour(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    dan = story.member(story.people.dan)
    story.wait(15 * DAY, 5 * DAY)
    before = alice.asks(to=carol, through=bob)
    _sets(story, closing_hour="3")
    bob.lends_good_word()
    assert _closing_hour(story, before) == 9, "prolonged by the yes, to the hour of its own sending"
    after = alice.asks(to=dan, through=None, **OTHER_LETTER)
    assert _closing_hour(story, after) == 3


def test_who_was_asked_before_is_reminded_on_the_day_of_then(
    story: Story, alice: Somebody, carol: Somebody
) -> None:
    dan = story.member(story.people.dan)
    story.wait(15 * DAY, 5 * DAY)
    alice.asks(to=carol, through=None)
    _sets(story, party_reminder_day="2")
    alice.asks(to=dan, through=None, **OTHER_LETTER)
    carols, dans = len(carol.letters), len(dan.letters)
    story.wait(3 * DAY)
    assert len(dan.letters) > dans
    assert len(carol.letters) == carols
    story.wait(4 * DAY)
    assert len(carol.letters) > carols


def test_the_hour_of_the_daily_batch_changes_once_a_day(story: Story) -> None:
    """Nobody looks at the signs on doors several times a day by moving the hour at which they turn."""
    _sets(story, closing_hour="4")
    with pytest.raises(SettingRefused):
        _sets(story, closing_hour="5")
