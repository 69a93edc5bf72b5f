"""A door that is open to the people of a group: they ask directly, others through somebody they both know."""

from datetime import timedelta

import pytest

from intro_app import clock
from intro_app.db import db
from intro_app.groups import queries, service
from intro_app.introductions.models import Ask
from tests.support.groups import in_it, made_by
from tests.support.joining import press
from tests.support.journeys.doors import door
from tests.support.story import Somebody, Story

pytestmark = pytest.mark.both_databases

DAY = timedelta(days=1)


def _class_of(story: Story, *people: Somebody) -> str:
    """Dan makes a group; these people are in it, and none of them shows it. Its public id."""
    group, _code = made_by(story.people.dan, clock.now())
    with story.app.app_context():
        found = queries.by_public_id(group)
        assert found
        for one in people:
            assert one.person
            in_it(one.person, found, clock.now(), shown=False)
    return group


def _is_asked_directly(asker: Somebody, carol: Somebody) -> bool:
    return f'href="/ask/{carol.public_id}"' in asker.get(f"/ask?to={carol.public_id}").text


def test_the_people_of_a_group_ask_directly_and_nobody_else(
    story: Story, alice: Somebody, carol: Somebody
) -> None:
    group = _class_of(story, alice)
    dan = story.member(story.people.dan)
    door(carol, takes_direct_asks=False)
    assert not _is_asked_directly(alice, carol)
    saved = press(carol._signed_in(), carol.get("/me/door"), "/me/door", direct_groups=[group])
    assert saved.status_code == 303
    assert "open to requests from people in the groups you chose" in carol.get("/me").text
    assert not _is_asked_directly(alice, carol), "the sign on a door changes with the daily batch alone"
    story.wait(DAY)
    assert _is_asked_directly(alice, carol)
    assert not _is_asked_directly(dan, carol)
    alice.asks(to=carol)
    carol.says_yes()
    story.details_come_out()
    assert carol.address in alice.letters[-1].text


def test_a_door_shut_to_the_group_meanwhile_reads_as_silence(
    story: Story, alice: Somebody, carol: Somebody
) -> None:
    group = _class_of(story, alice)
    door(carol, takes_direct_asks=False, direct_groups=(group,))
    press(carol._signed_in(), carol.get("/me/door"), "/me/door", direct_groups=[])
    alice.asks(to=carol)
    assert not carol.letters
    with story.app.app_context():
        assert db.session.query(Ask).one().withheld
    story.wait(2 * DAY)
    assert "Waiting" in alice.get("/introductions").text
    assert "Closed" not in alice.get("/introductions").text


def test_whoever_leaves_the_group_asks_directly_no_more(
    story: Story, alice: Somebody, carol: Somebody
) -> None:
    group = _class_of(story, alice)
    door(carol, takes_direct_asks=False, direct_groups=(group,))
    assert _is_asked_directly(alice, carol)
    with story.app.app_context():
        found = queries.by_public_id(group)
        assert found
        assert alice.person
        service.leave_group(alice.person.member, found)
    assert not _is_asked_directly(alice, carol)


def test_a_group_that_was_closed_opens_no_door(story: Story, alice: Somebody, carol: Somebody) -> None:
    group = _class_of(story, alice)
    door(carol, takes_direct_asks=False, direct_groups=(group,))
    with story.app.app_context():
        found = queries.by_public_id(group)
        assert found
        service.close_group(found.id, story.people.dan.member, clock.now())
    assert not _is_asked_directly(alice, carol)
    press(carol._signed_in(), carol.get("/me/door"), "/me/door")
    with story.app.app_context():
        assert carol.person
        assert carol.person.member.door.direct_groups == []
