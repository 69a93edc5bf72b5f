"""The directory with no, one and many people; profiles known, blocked and closed; the pages about them."""

from dataclasses import replace

from tests.support.face.cast import LETTERS, browser_of, gather, look_around
from tests.support.identity_pages import send
from tests.support.story import Somebody, Story
from tests.support.wanderer import wander


def show(story: Story) -> None:
    """Nobody, then enough for a second page; two who meet, know somebody and block; sites without a list."""
    hana = story.member(story.people.join("Hana Novak"))
    look_around("people", hana)
    alice, bob, _carol = gather(story, "Alice Marsh", "Bob Keller", "Carol Duarte")
    for number in range(24):
        story.people.join(
            f"Neighbour Number {number}", f"neighbour{number}@example.org", door_open=number % 5 > 0
        )
    look_around("people", alice)
    searches = (
        "find=alice+neighbour",
        "find=neighbour&open=y",
        "find=neigbour",
        "find=nobody+at+all&place=Rome",
    )
    wander(browser_of(bob), "people", [f"/people?{search}" for search in searches])
    bob.asks(to=alice, **LETTERS[0])
    alice.says_yes()
    story.details_come_out()
    _knows_people(story, bob, hana)
    _blocks(alice)
    for rule in ("introduced", "nobody"):
        story.app.extensions["settings"] = replace(story.app.extensions["settings"], directory=rule)
        wander(browser_of(hana), "people", [f"/people?seen={rule}"])


def _knows_people(story: Story, bob: Somebody, hana: Somebody) -> None:
    wander(browser_of(bob), "people", ["/me", "/me/acquaintances"])
    send(browser_of(bob), "/me/acquaintances", email="nobody")
    send(browser_of(bob), "/me/acquaintances", email=hana.address)
    story.work()
    look_around("people", bob, hana)
    link = hana.newest("k").link("k")
    hana.fill("/k", hana.opens(link), "Send my answer", {"answer": "yes"}, action="/k")
    hana.opens(link)
    path = f"/people/{bob.public_id}"
    send(browser_of(hana), path, f"{path}/block")
    look_around("people", bob, hana)


def _blocks(alice: Somebody) -> None:
    for letter in alice.letters:
        for link in letter.links("b"):
            alice.fill("/b", alice.opens(link), "Block", {"sure": "yes"}, action="/b")
    look_around("people", alice)
