"""What stands in the way of an offer; and that every refusal there is has been tried."""

from collections.abc import Callable

import pytest

from intro_app.introductions.facts import RequestRefused
from intro_app.introductions.policy import Refusal
from intro_app.introductions.service import Offer, Recipient, offer_introduction
from intro_app.introductions.texts import OfferText
from tests.ground.steps import Somebody, Story
from tests.ground.written import OFFER
from tests.journeys.doors import door

Offered = Callable[[Story, Somebody, Somebody, Somebody], None]


def they_are_introduced(story: Story, alice: Somebody, bob: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol)
    carol.says_yes()
    story.details_come_out()


def carol_is_full(story: Story, alice: Somebody, bob: Somebody, carol: Somebody) -> None:
    door(carol, asks_per_30_days=0)


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (they_are_introduced, "This cannot be done at the moment"),
        (carol_is_full, "Carol Duarte does not take asks at the moment"),  # her sign says so to everybody
    ],
)
def test_an_offer_that_cannot_be_made_says_what_everybody_may_read_and_no_more(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody, happens: Offered, reason: str
) -> None:
    happens(story, alice, bob, carol)
    with pytest.raises(AssertionError, match=reason):
        bob.offers(alice, carol)


def test_an_offer_needs_three_people(bob: Somebody, alice: Somebody, carol: Somebody) -> None:
    with pytest.raises(AssertionError, match="Choose two different people"):
        bob.offers(alice, alice)


def test_an_offer_sent_past_the_form_needs_three_people_too(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    with story.app.app_context():
        assert alice.person
        assert bob.person
        alice_twice = Recipient(member=alice.person.member)
        offer = Offer(text=OfferText(**OFFER), form_id="f" * 22, first=alice_twice, second=alice_twice)
        with pytest.raises(RequestRefused) as refused:
            offer_introduction(bob.person.member, offer, at=story.people.at)
    assert refused.value.refusal is Refusal.SAME_PERSON


def test_every_refusal_is_tried_here() -> None:
    told = {
        Refusal.YOURSELF, Refusal.ALREADY_CONNECTED, Refusal.ALREADY_OPEN, Refusal.TOO_SOON, Refusal.OPEN_ASKS_FULL,
        Refusal.MONTH_FULL, Refusal.DOOR_CLOSED, Refusal.DOOR_FULL, Refusal.PURPOSE_REFUSED, Refusal.NOT_ACQUAINTED,
        Refusal.CONNECTOR_RESTING, Refusal.NEAR_COPY, Refusal.CANNOT_BE_DONE, Refusal.SAME_PERSON, Refusal.DOOR_PAUSED,
    }  # fmt: skip
    of_reports = {refusal for refusal in Refusal if refusal.name in {"ASKING_RESTS", "ASKING_FROZEN"}}
    assert told | of_reports == set(Refusal)
