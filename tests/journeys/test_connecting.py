"""One journey for each way to an introduction, through pages and mail, until two people are introduced."""

import re
from datetime import timedelta

from tests.support.default_texts import GOOD_WORD
from tests.support.journeys.connected import assert_introduced, assert_nothing_leaked, assert_thanked
from tests.support.story import Somebody, Story


def test_asked_directly(story: Story, alice: Somebody, carol: Somebody) -> None:
    alice.signs_in()
    introduction = alice.asks(to=carol, shares=["email", "calendar_link"])
    assert alice.newest().subject == "Your request to meet Carol Duarte"
    assert "Waiting" in alice.get("/introductions").text

    assert "Your answer is saved." in carol.says_yes(["phone"]).text
    assert alice.newest().subject == carol.newest().subject
    assert alice.newest().subject.startswith("You both said yes: details go out at ")
    assert_nothing_leaked(story)
    story.details_come_out()

    assert_introduced(alice, carol, {"phone"})
    assert_introduced(carol, alice, {"email", "calendar_link"})
    assert "Connected" in alice.get(f"/introductions/{introduction}").text
    assert_nothing_leaked(story)


def test_through_bob_to_carol_by_name(story: Story, alice: Somebody, bob: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol, through=bob, shares=["phone"])
    assert not carol.letters

    assert "with your words first" in bob.lends_good_word().text
    assert alice.newest().subject == "Bob Keller said yes and is asking Carol Duarte"
    assert GOOD_WORD["why_both"] in " ".join(carol.newest().text.split())

    carol.says_yes(["email", "phone", "calendar_link"])
    assert_nothing_leaked(story)
    story.details_come_out()

    assert_introduced(alice, carol, {"email", "phone", "calendar_link"})
    assert_introduced(carol, alice, {"phone"})
    assert_thanked(bob, alice, carol)
    assert_nothing_leaked(story)


def test_through_bob_who_chooses_carol(story: Story, alice: Somebody, bob: Somebody, carol: Somebody) -> None:
    introduction = alice.asks(through=bob)
    bob.lends_good_word(whom=carol.public_id)
    carol.says_yes()
    for path in ("/introductions", f"/introductions/{introduction}", "/agreed"):
        alice.get(path)
    pages = "".join(seen.text for seen in story.pages if seen.who == alice.name)
    letters = [letter for letter in alice.letters if not letter.introduces]
    assert "Carol" not in pages + "".join(letter.text + letter.html for letter in letters)
    assert_nothing_leaked(story)
    story.details_come_out()

    assert_introduced(alice, carol, {"email"})
    assert_introduced(carol, alice, {"email"})
    assert_thanked(bob, alice, carol)
    assert "Carol Duarte" in alice.get("/introductions").text


def test_in_a_blind_ask_alice_never_learns_that_anyone_was_asked(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    introduction = alice.asks(through=bob)
    before = [
        _lines(alice.get(path).text)
        for path in ("/introductions", f"/introductions/{introduction}", "/agreed")
    ]
    letters = len(alice.letters)
    bob.lends_good_word(whom=carol.public_id)
    carol.answers("no")
    after = [
        _lines(alice.get(path).text)
        for path in ("/introductions", f"/introductions/{introduction}", "/agreed")
    ]
    assert after == before
    assert len(alice.letters) == letters
    story.wait(timedelta(days=19), timedelta(hours=6))
    assert alice.newest().tells_of_a_closing
    assert alice.newest().subject == "About your request to Bob Keller"
    assert "Carol" not in "".join(letter.text for letter in alice.letters)


def test_offered_by_bob(story: Story, alice: Somebody, bob: Somebody, carol: Somebody) -> None:
    bob.offers(alice, carol)
    assert not carol.letters
    alice.says_yes(["email", "phone"])
    assert "Carol" not in alice.newest().text

    assert "Alice" not in carol.newest().text + carol.newest().html
    page = carol.opens(carol.newest("r").link("r")).text
    assert "Alice" not in page
    assert "The other person has already said" in page
    carol.says_yes()
    assert_nothing_leaked(story)
    story.details_come_out()

    assert_introduced(alice, carol, {"email"})
    assert_introduced(carol, alice, {"email", "phone"})
    assert_thanked(bob, alice, carol)
    assert_nothing_leaked(story)


def test_bob_sends_it_himself_to_a_guest(story: Story, alice: Somebody, bob: Somebody) -> None:
    gwen = story.guest("Gwen Pryce", "gwen@guests.example.net")
    alice.asks(through=bob, shares=["email", "phone"])
    handed = bob.lends_good_word(whom="carry", guest_label="G. from the mill")
    link = _link_on(handed.text)
    assert bob.newest().subject == "A link for you to pass on"
    assert not gwen.letters

    told = gwen.answers_at(link, "yes", name=gwen.name, email=gwen.address)
    assert "We’ve sent a six-digit code" in told.text
    assert not [letter for letter in alice.letters if "both" in letter.subject.lower()]
    wrong = gwen.fill("/r/code", told, "Say yes", {"code": "000000" if _code(gwen) != "000000" else "111111"})
    assert wrong.status_code == 422
    done = gwen.fill("/r/code", wrong, "Say yes", {"code": _code(gwen)})
    assert "You answered yes" in done.text
    assert "Everyone has said yes. Details will be exchanged on" in done.text, (
        "a guest has no other page to look at"
    )
    story.work()
    assert gwen.newest().subject.startswith("You both said yes")
    story.details_come_out()

    assert_introduced(alice, gwen, {"email"})
    assert_introduced(gwen, alice, {"email", "phone"})
    assert_thanked(bob, alice, gwen)
    assert_nothing_leaked(story)


def test_the_site_writes_once_to_a_guest(story: Story, alice: Somebody, bob: Somebody) -> None:
    story.wait(timedelta(days=31))
    gwen = story.guest("Gwen Pryce", "gwen@guests.example.net")
    alice.asks(through=bob)
    bob.lends_good_word(whom="write", guest_name=gwen.name, guest_email=gwen.address, guest_welcomes="y")
    assert gwen.newest().subject == "Bob Keller would like to introduce you to someone"
    gwen.answers("yes", email=gwen.address)
    assert gwen.newest().subject.startswith(
        "You both said yes"
    )  # the link in the mail has proven the address
    story.details_come_out()

    assert_introduced(alice, gwen, {"email"})
    assert_introduced(gwen, alice, {"email"})
    assert_thanked(bob, alice, gwen)
    assert_nothing_leaked(story)
    assert_nothing_leaked(story)


def _link_on(page: str) -> str:
    found = re.search(r'class="link-written">([^<]+)<', page)
    assert found, page
    return found[1]


def _code(guest: Somebody) -> str:
    found = re.search(r"> (\d{6})", guest.newest().text)
    assert found, guest.newest().text
    return found[1]


def _lines(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrf_token" not in line]


def test_whom_one_was_introduced_to_leads_to_their_card(
    story: Story, alice: Somebody, carol: Somebody
) -> None:
    alice.asks(to=carol)
    carol.says_yes()
    story.details_come_out()
    page = alice.get(f"/people/{carol.public_id}").text
    assert "You and Carol Duarte were introduced on" in page
    assert "/ask?to=" not in page, "asking again would be refused"
    assert carol.address in alice.get(re.search(r"/introduced/[\w-]+", page)[0]).text  # type: ignore[index]  # it is there
