"""Joining, and the ways to an introduction, by keyboard alone."""

from tests.support.default_texts import GOOD_WORD, LETTER, OFFER
from tests.support.keyboard import Keyboard
from tests.support.story import Somebody, Story


def test_joining_by_the_mailed_link(keys: Keyboard, story: Story) -> None:
    keys.opens(keys.home)
    keys.presses("Sign in", within="nav")
    keys.writes(email="hana@example.org")
    keys.presses("E-mail me a link")
    keys.reads("Check your e-mail")
    story.work()
    keys.opens(story.mailbox.newest("hana@example.org").link("l"))
    keys.writes(name="Hana Novak")
    keys.presses("Join")
    keys.reads("Welcome, Hana")
    keys.presses("Me", within="nav")
    keys.presses("Sign out")
    keys.reads("You are signed out.")


def test_through_somebody_who_chooses_whom(
    keys: Keyboard, alice: Somebody, bob: Somebody, carol: Somebody, story: Story
) -> None:
    keys.sits(alice, "/introductions")
    keys.presses("Ask", within="nav")
    keys.presses("Ask them to introduce me")
    keys.writes(someone="has found a hall for a choir")
    _writes_a_letter(keys)
    story.work()
    _lends_a_good_word(keys, bob, whom="Carol")
    story.work()
    _says_yes(keys, carol)
    story.work()
    story.details_come_out()
    assert carol.address in alice.newest().text


def test_through_somebody_to_a_person_who_was_found(
    keys: Keyboard, alice: Somebody, bob: Somebody, carol: Somebody, story: Story
) -> None:
    keys.sits(alice, "/introductions")
    keys.presses("People", within="nav")
    keys.presses("Carol Duarte")
    keys.presses("Ask for an introduction")
    keys.presses("Ask them to introduce me")
    _writes_a_letter(keys)
    story.work()
    _lends_a_good_word(keys, bob)
    story.work()
    _says_yes(keys, carol)
    story.work()
    story.details_come_out()
    assert alice.address in carol.newest().text


def test_directly_to_a_person_who_takes_asks(
    keys: Keyboard, alice: Somebody, carol: Somebody, story: Story
) -> None:
    keys.sits(alice, f"/people/{carol.public_id}")
    keys.presses("Ask for an introduction")
    keys.presses("Write to Carol Duarte")
    _writes_a_letter(keys)
    story.work()
    _says_yes(keys, carol)


def test_a_letter_that_was_filled_in_wrong_leads_to_its_fields(
    keys: Keyboard, alice: Somebody, carol: Somebody
) -> None:
    keys.sits(alice, f"/ask/{carol.public_id}")
    keys.presses("Preview")
    keys.to(".summary a")
    keys.enters()
    keys.chooses(purpose=LETTER["purpose"])


def test_offering_two_people_to_each_other(
    keys: Keyboard, alice: Somebody, bob: Somebody, carol: Somebody, story: Story
) -> None:
    keys.sits(bob, "/ask")
    keys.presses("Offer an introduction")
    keys.writes(first="Alice")
    keys.writes(**{name: OFFER[name] for name in ("first_described", "note_to_first")})
    keys.writes(whom="Carol")
    keys.writes(**{name: OFFER[name] for name in ("second_described", "note_to_second", "paragraph")})
    keys.presses("Preview")
    keys.presses("Send")
    keys.reads("Your offer has been sent")
    for asked in (alice, carol):
        story.work()
        _says_yes(keys, asked)
    story.details_come_out()
    assert carol.address in alice.newest().text


def _writes_a_letter(keys: Keyboard) -> None:
    keys.chooses(purpose=LETTER["purpose"])
    keys.writes(**{name: LETTER[name] for name in ("what_for", "why", "benefit", "minutes")})
    keys.chooses(medium=LETTER["medium"])
    keys.ticks("shares", "email")
    keys.presses("Preview")
    keys.reads(LETTER["why"])
    keys.presses("Send")
    keys.reads("Your request has been sent.")


def _lends_a_good_word(keys: Keyboard, bob: Somebody, **more: str) -> None:
    keys.opens(bob.newest("r").link("r"))
    keys.chooses(decision="yes")
    keys.writes(knows_requester=GOOD_WORD["knows_requester"])
    keys.chooses(nearness=GOOD_WORD["nearness"])
    keys.writes(**more, knows_recipient=GOOD_WORD["knows_recipient"], why_both=GOOD_WORD["why_both"])
    keys.chooses(unpaid=GOOD_WORD["unpaid"])
    keys.presses("Send my answer")
    keys.reads("with your words first")


def _says_yes(keys: Keyboard, somebody: Somebody) -> None:
    keys.opens(somebody.newest("r").link("r"))
    keys.chooses(decision="yes")
    keys.ticks("shares", "email")
    keys.presses("Send my answer")
    keys.reads("Your answer is saved.")
