"""Who leaves and joins again is new in everything readable, and what others rely on goes on."""

import pytest

from intro_app import clock
from intro_app.db import db
from intro_app.identity import service as accounts
from intro_app.identity.models import EarlierAccount
from intro_app.people import service as people_service
from intro_app.trust import service as trust
from intro_app.trust.queries import limits_of
from tests.support.journeys.ended import DAY
from tests.support.journeys.watching import leaves_the_site
from tests.support.people import MemberHandle
from tests.support.story import Somebody, Story

WORDS = "You’ve asked to meet Carol Duarte before. You can ask again from "


def joins_again(story: Story, person: Somebody, name: str = "Alice Again") -> Somebody:
    """The same mailbox, a new account, another name, an open door."""
    with story.app.app_context():
        member = accounts.join(person.address, name, clock.now())
        accounts.set_door(member, accounts.DoorWishes(visible=True, takes_direct_asks=True))
        handle = MemberHandle(story.app, member.id, member.public_id, member.name, member.email)
    return story.member(handle, details=False)


@pytest.mark.parametrize("answer", ["no", "silence"])
def test_the_pause_before_asking_the_same_person_again_goes_on(
    story: Story, alice: Somebody, carol: Somebody, answer: str
) -> None:
    alice.asks(to=carol)
    if answer == "no":
        carol.answers("no")
    story.wait(12 * DAY, DAY)
    leaves_the_site(alice)
    again = joins_again(story, alice)
    page = again.get(f"/ask/{carol.public_id}").text
    assert WORDS in page
    story.wait(366 * DAY, 61 * DAY)
    assert WORDS not in again.get(f"/ask/{carol.public_id}").text


@pytest.mark.parametrize("answer", ["no", "silence"])
def test_leaving_while_one_waits_does_not_open_a_second_ask(
    story: Story, alice: Somebody, carol: Somebody, answer: str
) -> None:
    alice.asks(to=carol)
    if answer == "no":
        carol.answers("no")
    leaves_the_site(alice)
    again = joins_again(story, alice)
    assert WORDS in again.get(f"/ask/{carol.public_id}").text


def test_nothing_readable_goes_along(story: Story, alice: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol)
    leaves_the_site(alice)
    again = joins_again(story, alice)
    for path in ("/introductions", "/me", "/me/trust", "/me/looks", "/me/address"):
        assert "Alice Marsh" not in again.get(path).text, path
    assert "Carol" not in again.get("/introductions").text


def test_whoever_was_asked_may_be_asked_as_the_new_person_they_are(
    story: Story, alice: Somebody, carol: Somebody
) -> None:
    """A pause that named a new account would tell that it is an old one."""
    alice.asks(to=carol)
    story.wait(12 * DAY, DAY)
    leaves_the_site(carol)
    again = joins_again(story, carol, "Carla New")
    assert "before. You can ask again" not in alice.get(f"/ask/{again.public_id}").text


def test_a_freeze_goes_on_and_ends_where_it_ends(story: Story, alice: Somebody) -> None:
    assert alice.person
    with story.app.app_context():
        trust.freeze(alice.person.id, clock.now() + 10 * DAY, clock.now())
    leaves_the_site(alice)
    again = joins_again(story, alice)
    assert again.person
    with story.app.app_context():
        paused = limits_of(again.person.id, clock.now()).paused_until
        assert paused is not None
        assert paused > clock.now() + 9 * DAY
        trust.thaw(alice.person.id, clock.now())
        assert limits_of(again.person.id, clock.now()).paused_until is None


def test_leaving_twice_does_not_shake_it_off(story: Story, alice: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol)
    story.wait(12 * DAY, DAY)
    leaves_the_site(alice)
    second = joins_again(story, alice)
    leaves_the_site(second)
    third = joins_again(story, alice, "Alice Thirdly")
    assert WORDS in third.get(f"/ask/{carol.public_id}").text


def test_the_connection_goes_once_nothing_depends_on_it(story: Story, alice: Somebody) -> None:
    leaves_the_site(alice)
    joins_again(story, alice)
    with story.app.app_context():
        assert db.session.query(EarlierAccount).count() == 1
    story.wait(400 * DAY, 100 * DAY)
    with story.app.app_context():
        assert not db.session.query(EarlierAccount).count()


def test_blocks_against_the_old_account_hold(story: Story, alice: Somebody, carol: Somebody) -> None:
    assert alice.person
    assert carol.person
    with story.app.app_context():
        people_service.block(carol.person.id, alice.person.id, clock.now())
    leaves_the_site(alice)
    again = joins_again(story, alice)
    assert carol.public_id not in again.get("/people").text
