"""Whoever has left the site is written to no more, and what they had begun ends as silence would end it."""

from datetime import timedelta

import pytest

from tests.support.browsing import Typed
from tests.support.journeys.connected import assert_introduced
from tests.support.journeys.ended import DAY, closings
from tests.support.journeys.watching import leaves_the_site
from tests.support.story import Somebody, Story


@pytest.mark.parametrize("decision", ["yes", "no", "not_now", "silence"])
def test_an_author_who_left_hears_nothing_more(
    story: Story, alice: Somebody, carol: Somebody, decision: str
) -> None:
    alice.asks(to=carol)
    typed: dict[str, dict[str, Typed]] = {"yes": {"shares": ["email"]}, "not_now": {"sentence": "busy"}}
    if decision != "silence":
        assert carol.answers(decision, **typed.get(decision, {})).status_code == 200
    leaves_the_site(alice)
    letters = len(alice.letters)
    story.wait(40 * DAY, DAY)
    assert len(alice.letters) == letters
    assert not any(letter.introduces for letter in carol.letters)


def test_an_author_who_left_does_not_hear_that_bob_is_asking(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    alice.asks(to=carol, through=bob)
    leaves_the_site(alice)
    letters = len(alice.letters)
    assert bob.opens(bob.newest("r").link("r")).status_code == 410, "there is nobody to bring together"
    story.wait(40 * DAY, DAY)
    assert len(alice.letters) == letters
    assert not carol.letters, "nobody is asked for somebody who is gone"
    assert closings(bob) == 0, "he had not said yes"


def test_a_suggestion_for_somebody_who_left_is_not_sent(story: Story, alice: Somebody, bob: Somebody) -> None:
    alice.asks(through=bob)
    assert bob.answers("anew", words="Say which mill you mean.").status_code == 200
    leaves_the_site(alice)
    letters = len(alice.letters)
    story.wait(40 * DAY, DAY)
    assert len(alice.letters) == letters


def test_who_said_yes_and_left_is_not_told_of_the_closing(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    alice.asks(to=carol, through=bob)
    bob.lends_good_word()
    leaves_the_site(bob)
    letters = len(bob.letters)
    assert carol.opens(carol.newest("r").link("r")).status_code == 410
    story.wait(40 * DAY, DAY)
    assert len(bob.letters) == letters
    assert closings(alice) == 1, "the others hear as always"


def test_a_connector_who_left_is_not_thanked(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    alice.asks(to=carol, through=bob)
    bob.lends_good_word()
    carol.says_yes()
    leaves_the_site(bob)
    letters = len(bob.letters)
    story.details_come_out()
    assert_introduced(alice, carol, {"email"})
    story.wait(50 * DAY, DAY)
    assert len(bob.letters) == letters


def test_an_offer_of_somebody_who_left_goes_no_further(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    bob.offers(alice, carol)
    leaves_the_site(bob)
    letters = len(bob.letters)
    assert alice.opens(alice.newest("r").link("r")).status_code == 410
    story.wait(timedelta(hours=1))
    assert not carol.letters, "the second is not asked by somebody who is gone"
    story.wait(40 * DAY, DAY)
    assert len(bob.letters) == letters
