"""Whoever is told "not now" may say thank you with one press, and nothing more comes of it."""

import re
from typing import Any

from werkzeug.test import TestResponse

from tests.support.journeys.followed_up import flat, mails
from tests.support.journeys.guests_asked import bob_lets_the_site_write
from tests.support.story import Somebody, Story

TOLD = "About your request to meet Carol Duarte"
THANKED = "Alice Marsh thanks you for your answer"
NOT_NOW = {"decision": "not_now", "sentence": "own", "words": "Ask me after the harvest."}
ANOTHER: dict[str, Any] = {
    "what_for": "The county archive lost its map of the water mills in the flood.",
    "why": "Somebody at the library said that you photographed it in 1987.",
    "benefit": "We print your photograph large and pay for a new frame.",
}


def test_one_press_thanks_for_a_not_now_once(story: Story, alice: Somebody, carol: Somebody) -> None:
    public_id = alice.asks(to=carol)
    assert "Not now, and tell Alice Marsh" in carol.get(carol.newest("r").link("r")).text
    carol.answers(**NOT_NOW)
    page = alice.get(_way_to_thanks(alice, public_id))
    assert "Carol Duarte took the time to tell you “not now”" in page.text
    assert not mails(carol, THANKED)  # looking does nothing
    for _twice in range(2):
        assert "Your thank-you is on its way." in _thanks(alice, public_id).text
    (letter,) = mails(carol, THANKED)
    assert "Alice Marsh read your “not now” and thanks you for telling them." in flat(letter)
    assert letter.links("x")


def test_who_was_asked_for_somebody_else_is_thanked_unnamed(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    public_id = alice.asks(through=bob)
    bob.lends_good_word(whom=carol.public_id)
    carol.answers(**NOT_NOW)
    assert "Carol" not in alice.get(f"/introductions/{public_id}/thanks").text
    _thanks(alice, public_id)
    assert [len(mails(one, THANKED)) for one in (alice, bob, carol)] == [0, 0, 1]


def test_a_guest_who_said_not_now_is_not_written_to_again(
    settled: Story, alice: Somebody, bob: Somebody
) -> None:
    gwen = settled.guest("Gwen Pryce", "gwen@guests.example.net")
    public_id = bob_lets_the_site_write(alice, bob, gwen.address).introduction
    gwen.answers(**NOT_NOW)
    letters = len(gwen.letters)
    assert "Your thank-you is on its way." in _thanks(alice, public_id).text
    assert len(gwen.letters) == letters


def test_thanks_do_not_get_past_a_block(story: Story, alice: Somebody, carol: Somebody) -> None:
    public_id = alice.asks(to=carol)
    carol.answers(**NOT_NOW)
    path = f"/people/{alice.public_id}"
    carol.fill(path, carol.get(path), "", action=f"{path}/block")
    assert "Your thank-you is on its way." in _thanks(alice, public_id).text
    assert not mails(carol, THANKED)


def test_only_the_author_of_an_introduction_thanks_and_only_for_a_not_now(
    settled: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    told, silent = alice.asks(to=carol), alice.asks(through=bob, **ANOTHER)
    carol.answers(**NOT_NOW)
    bob.answers("no")
    paths = [(carol, told), (bob, told), (alice, silent), (bob, silent), (alice, "a" * 22)]
    for somebody, public_id in paths:
        assert somebody.get(f"/introductions/{public_id}/thanks").status_code == 404


def _way_to_thanks(author: Somebody, public_id: str) -> str:
    (letter,) = mails(author, TOLD)
    assert re.search(
        rf"^https://meet\.example\.org/introductions/{public_id}/thanks$", letter.text, re.MULTILINE
    )
    return f"/introductions/{public_id}/thanks"


def _thanks(author: Somebody, public_id: str) -> TestResponse:
    path = f"/introductions/{public_id}/thanks"
    done = author.fill(path, author.get(path), "Say thank you", action=path)
    author.story.work()
    return done
