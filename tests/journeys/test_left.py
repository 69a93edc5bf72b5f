"""Whoever has left the site is written to no more, whatever becomes of what they had begun."""

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
    letters = len(alice.letters)
    leaves_the_site(alice)
    typed: dict[str, dict[str, Typed]] = {"yes": {"shares": ["email"]}, "not_now": {"sentence": "busy"}}
    if decision != "silence":
        assert carol.answers(decision, **typed.get(decision, {})).status_code == 200
    story.wait(40 * DAY, DAY)
    assert len(alice.letters) == letters
    assert "Your introduction" not in {letter.subject for letter in carol.letters}


def test_an_author_who_left_does_not_hear_that_bob_is_asking(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    alice.asks(to=carol, through=bob)
    letters = len(alice.letters)
    leaves_the_site(alice)
    bob.lends_good_word()
    story.wait(40 * DAY, DAY)
    assert len(alice.letters) == letters
    assert not carol.letters, "nobody is asked for somebody who is gone"
    assert closings(bob) == 1


def test_a_suggestion_for_somebody_who_left_is_not_sent(story: Story, alice: Somebody, bob: Somebody) -> None:
    alice.asks(through=bob)
    letters = len(alice.letters)
    leaves_the_site(alice)
    assert bob.answers("anew", words="Say which mill you mean.").status_code == 200
    story.wait(40 * DAY, DAY)
    assert len(alice.letters) == letters


def test_who_said_yes_and_left_is_not_told_of_the_closing(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    alice.asks(to=carol, through=bob)
    bob.lends_good_word()
    letters = len(bob.letters)
    leaves_the_site(bob)
    carol.answers("no")
    story.wait(40 * DAY, DAY)
    assert len(bob.letters) == letters
    assert closings(alice) == 1, "the others hear as always"


def test_a_connector_who_left_is_not_thanked(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    alice.asks(to=carol, through=bob)
    bob.lends_good_word()
    carol.says_yes()
    letters = len(bob.letters)
    leaves_the_site(bob)
    story.details_come_out()
    assert_introduced(alice, carol, {"email"})
    story.wait(50 * DAY, DAY)
    assert len(bob.letters) == letters


def test_an_offer_of_somebody_who_left_goes_no_further(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    bob.offers(alice, carol)
    letters = len(bob.letters)
    leaves_the_site(bob)
    alice.says_yes()
    story.wait(timedelta(hours=1))
    assert not carol.letters, "the second is not asked by somebody who is gone"
    story.wait(40 * DAY, DAY)
    assert len(bob.letters) == letters
