"""Whoever thinks again: withdraws, takes back, undoes; at every moment before the details are out."""

import pytest

from tests.support.journeys.ended import assert_never_introduced, closings
from tests.support.story import Somebody, Story


@pytest.mark.parametrize("stage", ["bob is asked", "carol is asked", "all agreed"])
def test_alice_withdraws_at_any_time_before(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody, stage: str
) -> None:
    introduction = alice.asks(to=carol, through=bob)
    if stage != "bob is asked":
        bob.lends_good_word()
    if stage == "all agreed":
        carol.says_yes()
        path = f"/introductions/{introduction}"
        done = alice.fill(
            "/introductions", alice.get("/introductions"), "Withdraw", action=f"{path}/withdraw"
        )
    else:
        done = alice.withdraws(introduction)
    assert "Withdrawn. No one will hear any more about it." in done.text
    assert "Closed without an introduction" in done.text
    asked = bob if stage == "bob is asked" else carol
    answered = asked.opens(asked.newest("r").link("r"))
    assert answered.status_code == (200 if stage == "all agreed" else 410)
    assert_never_introduced(story)
    assert not closings(alice)
    assert closings(bob) == (0 if stage == "bob is asked" else 1)
    assert closings(carol) == (1 if stage == "all agreed" else 0)


def test_withdrawing_frees_the_place_at_once(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    introduction = alice.asks(through=bob)
    assert "Withdraw one" in alice.get(f"/ask/{carol.public_id}").text
    alice.withdraws(introduction)
    assert "Your letter to Carol" in alice.get(f"/ask/{carol.public_id}").text


def test_bob_withdraws_while_carol_thinks(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    introduction = alice.asks(to=carol, through=bob)
    bob.lends_good_word()
    before = len(alice.letters)
    assert "Withdrawn." in bob.withdraws(introduction).text
    assert "Waiting" in alice.get(f"/introductions/{introduction}").text
    assert len(alice.letters) == before
    assert carol.opens(carol.newest("r").link("r")).status_code == 410
    assert carol.get(f"/introductions/{introduction}").status_code == 200
    assert_never_introduced(story)
    assert closings(alice) == 1


@pytest.mark.parametrize("who", ["alice", "carol"])
def test_each_can_undo_by_the_link_of_the_mail(
    story: Story, alice: Somebody, carol: Somebody, who: str
) -> None:
    alice.asks(to=carol)
    carol.says_yes()
    person = {"alice": alice, "carol": carol}[who]
    page = person.opens(person.newest("u").link("u"))
    assert "Undo this introduction?" in page.text
    done = person.fill("/u", page, "Undo", {"sure": "yes"})
    assert "None of your details were shared." in done.text
    assert_never_introduced(story)
    assert closings(alice) == (0 if who == "alice" else 1)
    assert closings(carol) == (1 if who == "alice" else 0)


@pytest.mark.parametrize("who", ["alice", "carol"])
def test_each_can_undo_on_the_site(story: Story, alice: Somebody, carol: Somebody, who: str) -> None:
    introduction = alice.asks(to=carol)
    carol.says_yes()
    person, path = {"alice": alice, "carol": carol}[who], f"/introductions/{introduction}"
    done = person.fill(path, person.get(path), "Withdraw my yes")
    assert "You’ve withdrawn your yes." in done.text
    assert_never_introduced(story)
    assert closings(alice) + closings(carol) == 1


def test_the_first_of_an_offer_takes_her_yes_back_by_link(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    bob.offers(alice, carol)
    alice.says_yes()
    page = alice.opens(alice.newest("r").link("r"))
    assert "You answered yes on 4 May 2026." in page.text
    done = alice.fill("/r/take-back", page, "Withdraw my yes", {"sure": "yes"})
    assert "None of your details were shared." in done.text
    assert carol.opens(carol.newest("r").link("r")).status_code == 410
    assert_never_introduced(story)
    assert closings(bob) == 1
    assert not closings(alice) + closings(carol)


def test_details_of_today_that_changed_since_the_yes_are_not_passed_on(
    story: Story, alice: Somebody, carol: Somebody
) -> None:
    alice.asks(to=carol, shares=["phone"])
    carol.says_yes()
    page = alice.get("/me/profile")
    assert "Saved." in alice.fill("/me/profile", page, "Save", {"phone": "+49 30 5550999"}).text
    assert_never_introduced(story)
