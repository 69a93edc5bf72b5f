"""How an introduction ends without one: every no, every silence, everyone who thinks again."""

import re
from datetime import timedelta

from tests.support.journeys.ended import DAY, HALF_A_DAY, assert_never_introduced, closings
from tests.support.story import Somebody, Story


def test_carol_says_not_this_time(story: Story, alice: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol)
    done = carol.answers("no")
    assert "as if you hadn’t answered" in done.text
    assert "You don’t owe anyone a reason." in done.text
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
    assert [letter.subject for letter in carol.letters] == [
        "Alice Marsh would like to meet you",
        "Reminder: Alice Marsh would like to meet you",
    ]
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


def test_carol_names_a_day_after_which_alice_may_ask_again(
    story: Story, alice: Somebody, carol: Somebody
) -> None:
    alice.asks(to=carol)
    carol.answers("not_now", sentence="later", ask_after="2026-06-20")
    assert re.search(r"again after \w+, (20 June|June 20,) 2026\.", " ".join(alice.newest().text.split()))
    story.wait(30 * DAY)
    assert "You can ask again from 20 June 2026." in alice.get(f"/ask/{carol.public_id}").text
    story.wait(18 * DAY)
    assert "Your letter to Carol" in alice.get(f"/ask/{carol.public_id}").text


def test_bob_asks_alice_to_write_it_anew(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    alice.asks(to=carol, through=bob)
    bob.answers("anew", words="Say which mill you mean.")
    assert alice.newest().subject == "About your request to meet Carol Duarte"
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
    assert alice.get(f"/people/{carol.public_id}").status_code == 200  # a page that went now would tell her
    assert_never_introduced(story)
    assert closings(alice) == 1
    assert alice.get(f"/people/{carol.public_id}").status_code == 404


def test_carol_wants_nothing_through_bob_again(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    alice.asks(to=carol, through=bob)
    bob.lends_good_word()
    carol.answers("block_connector")
    assert_never_introduced(story)
    assert closings(alice) == closings(bob) == 1
    story.people.know_each_other(story.people.dan, story.people.bob)
    dan, letters = story.member(story.people.dan), len(carol.letters)
    dan.asks(to=carol, through=bob)
    bob.lends_good_word()
    assert dan.newest().subject == "Bob Keller said yes and is asking Carol Duarte"
    story.wait(HALF_A_DAY)
    assert len(carol.letters) == letters


def test_carol_never_wants_mail_again(story: Story, alice: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol)
    assert "scrambled version" in carol.answers("never").text
    letters = len(carol.letters)
    assert_never_introduced(story)
    assert len(carol.letters) == letters
    assert closings(alice) == 1
    story.people.know_each_other(story.people.dan, story.people.carol)
    dan = story.member(story.people.dan)
    assert "Carol Duarte isn’t taking requests at the moment." in dan.get(f"/ask/{carol.public_id}").text


def test_carol_stops_mail_about_this_one_from_its_footer(
    story: Story, alice: Somebody, carol: Somebody
) -> None:
    alice.asks(to=carol)
    page = carol.opens(carol.newest().link("x"))
    scope = next(one for one in _scopes(page.text) if one.startswith("introduction:"))
    carol.fill(page.request.path, page, "Stop these e-mails", {"scope": scope})
    letters = len(carol.letters)
    assert_never_introduced(story)
    assert len(carol.letters) == letters  # no reminder
    assert closings(alice) == 1


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
    assert carol.newest().introduces


def _reminders(person: Somebody) -> int:
    return sum(letter.subject.startswith("Reminder: ") for letter in person.letters)


def _scopes(page: str) -> list[str]:
    return [
        part.partition('"')[0]
        for part in page.split('name="scope"')[1:]
        for part in [part.partition('value="')[2]]
    ]
