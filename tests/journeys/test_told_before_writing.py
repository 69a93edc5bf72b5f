"""What stands in the way of asking is told before anybody writes, and holds when the letter is sent all the same."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from werkzeug.test import TestResponse

from intro_app.accounts import service as accounts
from intro_app.accounts.service import DoorWishes
from intro_app.introductions.facts import RequestRefused
from intro_app.introductions.policy import Refusal
from intro_app.introductions.service import Offer, Recipient, offer_introduction
from intro_app.introductions.texts import OfferText
from tests.ground.steps import Somebody, Story
from tests.ground.written import LETTER, OFFER

DAY = timedelta(days=1)
OTHER_LETTER = {
    "what_for": "To hear how you keep bees on a roof.",
    "why": "Your roof is the one I see from my window, and I would like to begin in spring.",
    "benefit": "You get my first honey, if there is any.",
}


def door(person: Somebody, **wishes: object) -> None:
    """This person sets their door."""
    with person.story.app.app_context():
        assert person.person
        accounts.set_door(person.person.member, DoorWishes(**{"visible": True, "takes_direct_asks": True, **wishes}))  # type: ignore[arg-type]  # as a form gives them


def assert_refused(asker: Somebody, path: str, words: str) -> None:
    """The page for the letter says why not, without a form; and so does sending the letter unseen."""
    closed = asker.get(path)
    assert closed.status_code == 200
    assert words in closed.text, closed.text
    assert 'name="why"' not in closed.text
    letters = len(asker.story.mailbox.letters)
    answer = send_unseen(asker, path)
    assert answer.status_code == 422
    assert words in answer.text
    assert LETTER["why"] in answer.text  # what was typed stays
    asker.story.work()
    assert len(asker.story.mailbox.letters) == letters


def send_unseen(asker: Somebody, path: str, **letter: str | list[str]) -> TestResponse:
    """Send a letter from a form that was opened while the door was still open."""
    browser = asker._signed_in()
    secret = _secret(browser.get("/me/profile").text)
    typed = {
        "csrf_token": secret,
        "form_id": "f" * 22,
        **LETTER,
        "someone": "knows bees",
        "shares": ["email"],
        **letter,
    }
    return browser.post(path, data=typed | {"step": "send"})


def test_a_door_for_which_carol_takes_no_asks(alice: Somebody, carol: Somebody) -> None:
    door(carol, takes_direct_asks=False)
    assert_refused(alice, f"/ask/{carol.public_id}", "Carol Duarte does not take asks at the moment.")


def test_a_door_that_is_paused(alice: Somebody, carol: Somebody) -> None:
    door(carol, paused_until=date(2026, 6, 1))
    assert_refused(alice, f"/ask/{carol.public_id}", "The next opening is 1 June 2026.")


def test_a_door_that_has_had_its_asks(story: Story, alice: Somebody, carol: Somebody) -> None:
    door(carol, asks_per_30_days=1)
    story.member(story.people.dan).asks(to=carol)
    assert_refused(alice, f"/ask/{carol.public_id}", "The next opening is 3 June 2026.")


def test_a_mailbox_that_had_two_asks_today(story: Story, alice: Somebody, carol: Somebody) -> None:
    story.member(story.people.dan).asks(to=carol)
    story.member(story.people.mallory).asks(to=carol)
    assert_refused(alice, f"/ask/{carol.public_id}", "The next opening is 5 May 2026.")


def test_a_connector_who_has_been_asked_enough(alice: Somebody, bob: Somebody) -> None:
    door(bob, connects_per_30_days=0)
    assert_refused(alice, f"/ask/through/{bob.public_id}", "Bob Keller does not take asks at the moment.")


def test_a_connector_asked_lately(story: Story, alice: Somebody, bob: Somebody) -> None:
    alice.withdraws(alice.asks(through=bob))
    words = "You have asked Bob Keller to connect you lately. You can ask them again from 3 June 2026."
    assert_refused(alice, f"/ask/through/{bob.public_id}", words)


def test_somebody_alice_does_not_know_connects_nobody(alice: Somebody, carol: Somebody) -> None:
    path = f"/ask/through/{carol.public_id}"
    assert_refused(alice, path, "You can only ask people you know on this site to connect you.")


def test_one_ask_at_a_time_in_the_first_days(alice: Somebody, bob: Somebody, carol: Somebody) -> None:
    alice.asks(through=bob)
    assert_refused(
        alice, f"/ask/{carol.public_id}", "You have 1 open. Withdraw one, or wait for an answer, and then ask."
    )


def test_two_asks_in_the_first_days(story: Story, alice: Somebody, carol: Somebody) -> None:
    for other in (story.people.dan, story.people.mallory):
        alice.withdraws(alice.asks(to=story.member(other)))
    words = "You have asked 2 times in 30 days. You can ask again from 3 June 2026."
    assert_refused(alice, f"/ask/{carol.public_id}", words)


def test_one_open_introduction_between_two(alice: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol)
    words = "There is already an open introduction between you and Carol Duarte."
    assert_refused(alice, f"/ask/{carol.public_id}", words)


def test_two_who_have_been_introduced(story: Story, alice: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol)
    carol.says_yes()
    story.details_come_out()
    words = "You and Carol Duarte have already been introduced here."
    assert_refused(alice, f"/ask/{carol.public_id}", words)


def test_nobody_is_pressed_again_for_a_year(story: Story, alice: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol)
    carol.answers("no")
    story.wait(11 * DAY)
    words = "You have asked to meet Carol Duarte before. You can ask again from "
    assert_refused(alice, f"/ask/{carol.public_id}", words)
    story.wait(366 * DAY)
    assert "Your letter to Carol Duarte" in alice.get(f"/ask/{carol.public_id}").text


def test_nobody_is_introduced_to_themselves(alice: Somebody) -> None:
    assert_refused(alice, f"/ask/{alice.public_id}", "You cannot be introduced to yourself.")


def test_a_purpose_that_carol_refuses(alice: Somebody, carol: Somebody) -> None:
    door(carol, refused_purposes=("sell",))
    answer = send_unseen(alice, f"/ask/{carol.public_id}", purpose="sell")
    assert answer.status_code == 422
    assert "Carol Duarte does not take asks for this purpose." in answer.text
    assert LETTER["why"] in answer.text


def test_a_near_copy_is_refused_and_stays_in_the_form(story: Story, alice: Somebody, carol: Somebody) -> None:
    alice.asks(to=story.member(story.people.dan))
    story.wait(15 * DAY)
    path = f"/ask/{carol.public_id}"
    answer = send_unseen(alice, path, why=LETTER["why"].replace("autumn", "winter"))
    assert answer.status_code == 422
    assert "This is nearly what you wrote to someone else. Please write to this person." in answer.text
    assert "winter" in answer.text
    assert send_unseen(alice, path, **OTHER_LETTER).status_code == 303


def test_a_block_reads_like_nobody_there(story: Story, alice: Somebody, bob: Somebody, carol: Somebody) -> None:
    with story.app.app_context():
        assert alice.person
        assert carol.person
        accounts.block(carol.person.id, alice.person.id, story.people.at)
    missing = alice.get("/ask/AAAAAAAAAAAAAAAAAAAAAA")
    for path in (f"/ask/{carol.public_id}", f"/ask/through/{bob.public_id}/to/{carol.public_id}"):
        page = alice.get(path)
        assert (page.status_code, page.text) == (404, missing.text)


Offered = Callable[[Story, Somebody, Somebody, Somebody], None]


def they_are_introduced(story: Story, alice: Somebody, bob: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol)
    carol.says_yes()
    story.details_come_out()


def carol_is_full(story: Story, alice: Somebody, bob: Somebody, carol: Somebody) -> None:
    door(carol, asks_per_30_days=0)


@pytest.mark.parametrize("happens", [they_are_introduced, carol_is_full])
def test_an_offer_that_cannot_be_made_says_no_more_than_that(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody, happens: Offered
) -> None:
    happens(story, alice, bob, carol)
    with pytest.raises(AssertionError, match="This cannot be done at the moment"):
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
        Refusal.CONNECTOR_RESTING, Refusal.NEAR_COPY, Refusal.CANNOT_BE_DONE, Refusal.SAME_PERSON,
    }  # fmt: skip
    of_reports = {refusal for refusal in Refusal if refusal.name in {"ASKING_RESTS", "ASKING_FROZEN"}}
    assert told | of_reports == set(Refusal)


def _secret(page: str) -> str:
    return page.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
