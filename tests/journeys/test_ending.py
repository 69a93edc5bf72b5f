"""How an introduction ends without one: every no, every silence, everyone who thinks again."""

import re
from datetime import timedelta

import pytest

from tests.ground.steps import Somebody, Story
from tests.journeys.connected import assert_nothing_leaked

CLOSED = "This one did not come about"
DAY = timedelta(days=1)
HALF_A_DAY = timedelta(hours=12)


def closings(person: Somebody) -> int:
    """How many closings this person was told."""
    return sum(letter.subject == CLOSED for letter in person.letters)


def assert_never_introduced(story: Story) -> None:
    """Nobody got anybody's details, nor will."""
    story.wait(25 * DAY, DAY)
    assert "Your introduction" not in {letter.subject for letter in story.mailbox.letters}
    assert_nothing_leaked(story)


def test_carol_says_not_this_time(story: Story, alice: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol)
    done = carol.answers("no")
    assert "the same words as if you had never opened this" in done.text
    assert "You owe nobody a reason." in done.text
    story.wait(9 * DAY, HALF_A_DAY)
    assert not closings(alice)
    assert_never_introduced(story)
    assert closings(alice) == 1
    assert not closings(carol)


def test_carol_says_nothing(story: Story, alice: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol)
    link = carol.newest("r").link("r")
    assert_never_introduced(story)
    assert closings(alice) == 1
    assert [letter.subject for letter in carol.letters] == ["Someone asks to talk with you", "A question is still open"]
    page = carol.opens(link)
    assert page.status_code == 410
    assert "nothing is held against anyone" in page.text


def test_bob_passes(story: Story, alice: Somebody, bob: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol, through=bob)
    bob.answers("no")
    assert_never_introduced(story)
    assert not carol.letters
    assert closings(alice) == 1
    assert not closings(bob)


def test_carol_says_not_now_in_her_own_words(story: Story, alice: Somebody, carol: Somebody) -> None:
    introduction = alice.asks(to=carol)
    carol.answers("not_now", sentence="own", words="My spring is full of seedlings.")
    assert "My spring is full of seedlings." in alice.newest().text
    assert "Closed without an introduction" in alice.get(f"/introductions/{introduction}").text
    assert_never_introduced(story)
    assert not closings(alice)  # she has heard already


def test_carol_names_a_day_after_which_alice_may_ask_again(story: Story, alice: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol)
    carol.answers("not_now", sentence="later", ask_after="2026-06-20")
    assert re.search(r"again after \w+, (20 June|June 20,) 2026\.", " ".join(alice.newest().text.split()))
    story.wait(30 * DAY)
    assert "You can ask again from 20 June 2026." in alice.get(f"/ask/{carol.public_id}").text
    story.wait(18 * DAY)
    assert "Your letter to Carol" in alice.get(f"/ask/{carol.public_id}").text


def test_bob_asks_alice_to_write_it_anew(story: Story, alice: Somebody, bob: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol, through=bob)
    bob.answers("anew", words="Say which mill you mean.")
    assert alice.newest().subject == "A suggestion for your letter"
    assert "Say which mill you mean." in alice.newest().text
    assert not carol.letters
    assert_never_introduced(story)
    assert not closings(alice)


def test_carol_wants_nothing_from_alice_again(story: Story, alice: Somebody, carol: Somebody) -> None:
    introduction = alice.asks(to=carol)
    before = alice.get(f"/introductions/{introduction}").text.count("Waiting")
    carol.answers("block")
    assert alice.get(f"/introductions/{introduction}").text.count("Waiting") == before
    assert "Alice" in carol.get("/me/blocks").text
    assert alice.get(f"/people/{carol.public_id}").status_code == 404
    assert_never_introduced(story)
    assert closings(alice) == 1


def test_carol_wants_nothing_through_bob_again(story: Story, alice: Somebody, bob: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol, through=bob)
    bob.lends_good_word()
    carol.answers("block_connector")
    assert_never_introduced(story)
    assert closings(alice) == closings(bob) == 1
    story.people.know_each_other(story.people.dan, story.people.bob)
    dan, letters = story.member(story.people.dan), len(carol.letters)
    dan.asks(to=carol, through=bob)
    bob.lends_good_word()
    assert dan.newest().subject == "Your request goes on"
    story.wait(HALF_A_DAY)
    assert len(carol.letters) == letters


def test_carol_never_wants_mail_again(story: Story, alice: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol)
    assert "scrambled fingerprint" in carol.answers("never").text
    letters = len(carol.letters)
    assert_never_introduced(story)
    assert len(carol.letters) == letters
    assert closings(alice) == 1
    story.people.know_each_other(story.people.dan, story.people.carol)
    dan = story.member(story.people.dan)
    assert "Carol Duarte does not take asks at the moment." in dan.get(f"/ask/{carol.public_id}").text


def test_carol_stops_mail_about_this_one_from_its_footer(story: Story, alice: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol)
    page = carol.opens(carol.newest().link("x"))
    scope = next(one for one in _scopes(page.text) if one.startswith("introduction:"))
    carol.fill(page.request.path, page, "Stop these e-mails", {"scope": scope})
    letters = len(carol.letters)
    assert_never_introduced(story)
    assert len(carol.letters) == letters  # no reminder
    assert closings(alice) == 1


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
        done = alice.fill("/introductions", alice.get("/introductions"), "Withdraw", action=f"{path}/withdraw")
    else:
        done = alice.withdraws(introduction)
    assert "Withdrawn. Nobody hears anything more about it." in done.text
    assert "Closed without an introduction" in done.text
    asked = bob if stage == "bob is asked" else carol
    answered = asked.opens(asked.newest("r").link("r"))
    assert answered.status_code == (200 if stage == "all agreed" else 410)
    assert_never_introduced(story)
    assert not closings(alice)
    assert closings(bob) == (0 if stage == "bob is asked" else 1)
    assert closings(carol) == (1 if stage == "all agreed" else 0)


def test_withdrawing_frees_the_place_at_once(story: Story, alice: Somebody, bob: Somebody, carol: Somebody) -> None:
    introduction = alice.asks(through=bob)
    assert "Withdraw one" in alice.get(f"/ask/{carol.public_id}").text
    alice.withdraws(introduction)
    assert "Your letter to Carol" in alice.get(f"/ask/{carol.public_id}").text


def test_bob_withdraws_while_carol_thinks(story: Story, alice: Somebody, bob: Somebody, carol: Somebody) -> None:
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
def test_each_can_undo_by_the_link_of_the_mail(story: Story, alice: Somebody, carol: Somebody, who: str) -> None:
    alice.asks(to=carol)
    carol.says_yes()
    person = {"alice": alice, "carol": carol}[who]
    page = person.opens(person.newest("u").link("u"))
    assert "Undo this introduction?" in page.text
    done = person.fill("/u", page, "Undo", {"sure": "yes"})
    assert "Nothing of yours has left this site." in done.text
    assert_never_introduced(story)
    assert closings(alice) == (0 if who == "alice" else 1)
    assert closings(carol) == (1 if who == "alice" else 0)


@pytest.mark.parametrize("who", ["alice", "carol"])
def test_each_can_undo_on_the_site(story: Story, alice: Somebody, carol: Somebody, who: str) -> None:
    introduction = alice.asks(to=carol)
    carol.says_yes()
    person, path = {"alice": alice, "carol": carol}[who], f"/introductions/{introduction}"
    done = person.fill(path, person.get(path), "Take my yes back")
    assert "Your yes is taken back." in done.text
    assert_never_introduced(story)
    assert closings(alice) + closings(carol) == 1


def test_the_first_of_an_offer_takes_her_yes_back_by_link(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    bob.offers(alice, carol)
    alice.says_yes()
    page = alice.opens(alice.newest("r").link("r"))
    assert "You answered yes on 4 May 2026." in page.text
    done = alice.fill("/r/take-back", page, "Take it back", {"sure": "yes"})
    assert "Nothing of yours has left this site." in done.text
    assert carol.opens(carol.newest("r").link("r")).status_code == 410
    assert_never_introduced(story)
    assert closings(bob) == 1
    assert not closings(alice) + closings(carol)


def test_in_an_offer_the_second_never_hears_of_a_no_by_the_first(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    bob.offers(alice, carol)
    alice.answers("no")
    assert_never_introduced(story)
    assert not carol.letters
    assert closings(bob) == 1


def test_in_an_offer_the_first_is_told_neutrally_when_the_second_says_no(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    bob.offers(alice, carol)
    alice.says_yes()
    carol.answers("no")
    assert_never_introduced(story)
    assert closings(bob) == closings(alice) == 1
    assert not closings(carol)


def test_details_of_today_that_changed_since_the_yes_are_not_passed_on(
    story: Story, alice: Somebody, carol: Somebody
) -> None:
    alice.asks(to=carol, shares=["phone"])
    carol.says_yes()
    page = alice.get("/me/profile")
    assert "Saved." in alice.fill("/me/profile", page, "Save", {"phone": "+49 30 5550999"}).text
    assert_never_introduced(story)


def test_each_member_is_reminded_once(story: Story, alice: Somebody, bob: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol, through=bob)
    story.wait(6 * DAY, timedelta(hours=6))
    assert _reminders(bob) == 1
    bob.lends_good_word()
    story.wait(5 * DAY, timedelta(hours=6))
    assert _reminders(carol) == 0
    story.wait(3 * DAY, timedelta(hours=6))
    assert _reminders(carol) == 1
    carol.says_yes()  # the reminder's own link answers
    story.details_come_out()
    assert carol.newest().subject == "Your introduction"


def _reminders(person: Somebody) -> int:
    return sum(letter.subject == "A question is still open" for letter in person.letters)


def _scopes(page: str) -> list[str]:
    return [
        part.partition('"')[0] for part in page.split('name="scope"')[1:] for part in [part.partition('value="')[2]]
    ]
