"""What stands in the way of an offer; and that every refusal there is has been tried."""

from collections.abc import Callable

import pytest

from intro_app.introductions.facts import RequestRefused
from intro_app.introductions.policy import AskRefusal
from intro_app.introductions.service import NewOffer, Recipient, offer_introduction
from intro_app.introductions.texts import OfferText
from tests.support.default_texts import OFFER
from tests.support.journeys.doors import door
from tests.support.story import Somebody, Story
from tests.support.suspending import suspended

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
        (they_are_introduced, "This isn’t possible at the moment"),
        (carol_is_full, "Carol Duarte isn’t taking requests at the moment"),  # her sign says so to everybody
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
        offer = NewOffer(text=OfferText(**OFFER), form_id="f" * 22, first=alice_twice, second=alice_twice)
        with pytest.raises(RequestRefused) as refused:
            offer_introduction(bob.person.member, offer, at=story.people.at)
    assert refused.value.refusal is AskRefusal.SAME_PERSON


def test_an_offer_sent_past_the_gate_by_somebody_suspended_is_refused(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    assert alice.person
    assert bob.person
    assert carol.person
    suspended(story.app, bob.person, story.people.dan, story.people.at)
    with story.app.app_context():
        first, second = Recipient(member=alice.person.member), Recipient(member=carol.person.member)
        offer = NewOffer(text=OfferText(**OFFER), form_id="f" * 22, first=first, second=second)
        with pytest.raises(RequestRefused) as refused:
            offer_introduction(bob.person.member, offer, at=story.people.at)
    assert refused.value.refusal is AskRefusal.SUSPENDED


def test_every_refusal_is_tried_here() -> None:
    told = {
        AskRefusal.YOURSELF,
        AskRefusal.ALREADY_CONNECTED,
        AskRefusal.ALREADY_OPEN,
        AskRefusal.TOO_SOON,
        AskRefusal.OPEN_ASKS_FULL,
        AskRefusal.MONTH_FULL,
        AskRefusal.DOOR_CLOSED,
        AskRefusal.DOOR_FULL,
        AskRefusal.PURPOSE_REFUSED,
        AskRefusal.NOT_ACQUAINTED,
        AskRefusal.CONNECTOR_RESTING,
        AskRefusal.NEAR_COPY,
        AskRefusal.CANNOT_BE_DONE,
        AskRefusal.SAME_PERSON,
        AskRefusal.SUSPENDED,
        AskRefusal.DOOR_PAUSED,
    }
    of_reports = {refusal for refusal in AskRefusal if refusal.name in {"ASKING_RESTS", "ASKING_FROZEN"}}
    assert told | of_reports == set(AskRefusal)
