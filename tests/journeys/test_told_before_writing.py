"""Obstacles to asking are shown before anybody writes, and enforced when the letter is sent all the same."""

from datetime import date, timedelta

import pytest

from intro_app.introductions import capacity
from intro_app.people import service
from tests.support.default_texts import LETTER
from tests.support.journeys.doors import OTHER_LETTER, assert_refused, door, send_unseen
from tests.support.story import Somebody, Story

THIRD_LETTER = {
    "what_for": "To borrow the long ladder of the theatre.",
    "why": "Our lamps hang higher than anybody here can climb, and you keep the only ladder in the street.",
    "benefit": "Two seats in the first row, whenever you like.",
}
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def test_a_door_for_which_carol_takes_no_asks(alice: Somebody, carol: Somebody) -> None:
    door(carol, takes_direct_asks=False)
    assert_refused(alice, f"/ask/{carol.public_id}", "Carol Duarte isn’t taking requests at the moment.")


def test_a_door_that_is_paused(alice: Somebody, carol: Somebody) -> None:
    door(carol, paused_until=date(2026, 6, 1))
    assert_refused(alice, f"/ask/{carol.public_id}", "isn’t taking requests until 1 June 2026.")


def test_a_door_that_has_had_its_asks(story: Story, alice: Somebody, carol: Somebody) -> None:
    door(carol, asks_per_30_days=1)
    story.member(story.people.dan).asks(to=carol)
    story.wait(2 * HOUR)
    assert_refused(alice, f"/ask/{carol.public_id}", "You can ask from 3 June 2026.")


def test_a_connector_who_has_been_asked_enough(alice: Somebody, bob: Somebody) -> None:
    door(bob, connects_per_30_days=0)
    assert_refused(alice, f"/ask/through/{bob.public_id}", "Bob Keller isn’t taking requests at the moment.")


def test_a_connector_asked_lately(story: Story, alice: Somebody, bob: Somebody) -> None:
    alice.withdraws(alice.asks(through=bob))
    words = "You asked Bob Keller for an introduction recently. You can ask again from 3 June 2026."
    assert_refused(alice, f"/ask/through/{bob.public_id}", words)
    ways = alice.get("/ask").text
    assert words in ways, "and before she chooses him"
    assert f"/ask/through/{bob.public_id}" not in ways


def test_somebody_alice_does_not_know_connects_nobody(alice: Somebody, carol: Somebody) -> None:
    path = f"/ask/through/{carol.public_id}"
    assert_refused(alice, path, "You can only ask people you know here to introduce you.")


def test_one_ask_at_a_time_in_the_first_days(alice: Somebody, bob: Somebody, carol: Somebody) -> None:
    alice.asks(through=bob)
    assert_refused(
        alice,
        f"/ask/{carol.public_id}",
        "You’ve reached your limit of open requests (1). Withdraw one or wait for an answer first.",
    )


def test_two_asks_in_the_first_days(story: Story, alice: Somebody, carol: Somebody) -> None:
    for other in (story.people.dan, story.people.mallory):
        alice.withdraws(alice.asks(to=story.member(other)))
    words = "You’ve reached your limit for 30 days (2 requests). You can ask again from 3 June 2026."
    assert_refused(alice, f"/ask/{carol.public_id}", words)


def test_three_asks_at_a_time_in_the_first_days_while_the_site_is_founding(
    story: Story, alice: Somebody, carol: Somebody
) -> None:
    people = story.people
    people.dan.becomes("admin")
    for other, letter in ((people.bob, LETTER), (people.dan, OTHER_LETTER), (people.mallory, THIRD_LETTER)):
        alice.asks(
            story.member(other),
            None,
            what_for=letter["what_for"],
            why=letter["why"],
            benefit=letter["benefit"],
        )
    words = "You’ve reached your limit of open requests (3). Withdraw one or wait for an answer first."
    assert_refused(alice, f"/ask/{carol.public_id}", words)


@pytest.mark.parametrize(
    ("founding", "open_asks", "sent"),
    [
        (False, capacity.OPEN_ASKS_OF_A_NEWCOMER, capacity.MONTHLY_ASKS_OF_A_NEWCOMER),
        (True, capacity.OPEN_ASKS_WHILE_FOUNDING, capacity.MONTHLY_ASKS_WHILE_FOUNDING),
    ],
)
def test_what_the_first_days_allow_is_said_beside_the_form(
    story: Story, alice: Somebody, carol: Somebody, founding: bool, open_asks: int, sent: int
) -> None:
    if founding:
        story.people.dan.becomes("admin")
    asks = f"{open_asks} open request{'s' if open_asks > 1 else ''}"
    told = f"you can have {asks} at a time and send {sent} in {capacity.MONTH.days} days."
    told = f"In your first {capacity.NEWCOMER_DAYS.days} days, {told}"
    assert told in alice.get(f"/ask/{carol.public_id}").text
    story.wait(capacity.NEWCOMER_DAYS)
    assert "In your first" not in alice.get(f"/ask/{carol.public_id}").text


def test_one_open_introduction_between_two(alice: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol)
    words = "An introduction between you and Carol Duarte is already under way."
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
    words = "You’ve asked to meet Carol Duarte before. You can ask again from "
    assert_refused(alice, f"/ask/{carol.public_id}", words)
    story.wait(366 * DAY)
    assert "Your letter to Carol Duarte" in alice.get(f"/ask/{carol.public_id}").text


def test_nobody_is_introduced_to_themselves(alice: Somebody) -> None:
    assert_refused(alice, f"/ask/{alice.public_id}", "You can’t be introduced to yourself.")


def test_a_purpose_that_carol_refuses(alice: Somebody, carol: Somebody) -> None:
    door(carol, refused_purposes=("sell",))
    assert "Not for: selling or raising money." in alice.get(f"/ask/{carol.public_id}").text
    answer = send_unseen(alice, f"/ask/{carol.public_id}", purpose="sell")
    assert answer.status_code == 422
    assert "Carol Duarte doesn’t take requests for this purpose." in answer.text
    assert LETTER["why"] in answer.text


def test_a_near_copy_is_refused_and_stays_in_the_form(story: Story, alice: Somebody, carol: Somebody) -> None:
    alice.asks(to=story.member(story.people.dan))
    story.wait(15 * DAY)
    path = f"/ask/{carol.public_id}"
    answer = send_unseen(alice, path, why=LETTER["why"].replace("autumn", "winter"))
    assert answer.status_code == 422
    assert (
        "This is almost the same as something you wrote to someone else. Write it for this person."
        in answer.text
    )
    assert "winter" in answer.text
    preview = send_unseen(alice, path, why=LETTER["why"].replace("autumn", "winter"), step="preview")
    assert preview.status_code == 422
    assert (
        "This is almost the same as something you wrote to someone else. Write it for this person."
        in preview.text
    )
    assert send_unseen(alice, path, **OTHER_LETTER).status_code == 303


def test_a_block_reads_like_nobody_there(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    with story.app.app_context():
        assert alice.person
        assert carol.person
        service.block(carol.person.id, alice.person.id, story.people.at)
    missing = alice.get("/ask/AAAAAAAAAAAAAAAAAAAAAA")
    for path in (f"/ask/{carol.public_id}", f"/ask/through/{bob.public_id}/to/{carol.public_id}"):
        page = alice.get(path)
        assert (page.status_code, page.text) == (404, missing.text)
