"""Asking, connecting, answering, offering: every turn that an introduction can take."""

import re
from datetime import timedelta

from tests.support.default_texts import GOOD_WORD
from tests.support.face.cast import LETTERS, gather, look_around
from tests.support.forms import form_with
from tests.support.journeys.doors import door
from tests.support.story import Somebody, Story


def show(story: Story) -> None:
    """From empty pages through open questions to every end."""
    hana = story.member(story.people.join("Hana Novak"), details=False)
    look_around("introductions", hana)
    alice, bob, carol, dan, erin = gather(
        story, "Alice Marsh", "Bob Keller", "Carol Duarte", "Dan Okafor", "Erin Walsh"
    )
    story.wait(timedelta(days=31), timedelta(days=31))
    _letters_that_are_written_wrong(alice, bob, carol)
    _letters_that_were_begun(alice, bob, carol)
    _questions(alice, bob, carol, dan)
    look_around("introductions", alice, bob, carol, dan)
    _answers(story, alice, bob, carol, dan, erin)
    _guests(story, erin, bob)
    look_around("introductions", alice, bob, carol, dan, erin)
    _closed(story, alice, bob, carol, dan, erin)
    look_around("introductions", alice, bob, carol, dan)


def _letters_that_are_written_wrong(alice: Somebody, bob: Somebody, carol: Somebody) -> None:
    path = f"/ask/through/{bob.public_id}/to/{carol.public_id}"
    page = alice.get(path)
    alice.fill(path, page, "preview", {"what_for": "Write to alice@example.org", "why": "Because. " * 60})
    alice.fill("/offer", alice.get("/offer"), "preview", {"paragraph": "Call +49 30 555 0100"})


def _letters_that_were_begun(alice: Somebody, bob: Somebody, carol: Somebody) -> None:
    to_carol = f"/ask/{carol.public_id}"
    ways = (
        to_carol,
        f"/ask/through/{bob.public_id}",
        f"/ask/through/{bob.public_id}/to/{carol.public_id}",
        "/offer",
    )
    for path in ways:
        typed = {"why": "Because of the mill."} if path != "/offer" else {"paragraph": "Halls and choirs."}
        alice.fill(path, alice.get(path), "keep", typed)
        alice.get(path)
    alice.get("/introductions?done=kept")
    door(carol, takes_direct_asks=False)
    alice.get(to_carol)
    door(carol)
    alice.fill(to_carol, alice.get(to_carol), "discard")


def _questions(alice: Somebody, bob: Somebody, carol: Somebody, dan: Somebody) -> None:
    alice.asks(to=carol, **LETTERS[0])
    alice.asks(through=bob, **LETTERS[1])
    bob.offers(dan, carol)


def _answers(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody, dan: Somebody, erin: Somebody
) -> None:
    link = bob.newest("r").link("r")
    previewed = {"decision": "yes", "whom": erin.public_id, **GOOD_WORD}
    bob.fill("/r", bob.opens(link), "preview", previewed, action="/r")
    bob.lends_good_word(whom=erin.public_id)
    look_around("introductions", erin)
    erin.answers("yes", shares=[])
    erin.says_yes(["email", "phone"])
    look_around("introductions", bob, erin)
    _undo(alice)
    story.details_come_out()
    dan.says_yes()
    carol.answers("no")
    alice.asks(to=dan, **LETTERS[2])
    dan.answers("not_now", sentence=_first(dan, "sentence"))


def _undo(somebody: Somebody) -> None:
    for letter in somebody.letters:
        for link in letter.links("u"):
            somebody.fill("/u", somebody.opens(link), "Undo", action="/u")


def _first(somebody: Somebody, field: str) -> str:
    form = form_with(somebody.opens(somebody.newest("r").link("r")).text, action="/r")
    return form.options[field][0]


def _guests(story: Story, erin: Somebody, bob: Somebody) -> None:
    gwen = story.guest("Gwen Pryce", "gwen@guests.example.net")
    path = "/introductions/" + erin.asks(through=bob, **LETTERS[3])
    thanks = bob.lends_good_word(whom="carry", guest_label="G. from the mill")
    bob.fill(path, bob.get(path), "Show the text and link", action="/pass-on")
    link = re.findall(r'class="link-written">([^<]+)<', thanks.text)[0]
    gwen.opens(link)
    asks_for_code = gwen.answers_at(link, "yes", name=gwen.name, email=gwen.address)
    gwen.fill("/r/code", asks_for_code, "", {"code": "000000"}, action="/r/code")
    look_around("introductions", bob, gwen)


def _closed(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody, dan: Somebody, erin: Somebody
) -> None:
    withdrawn = carol.asks(to=erin, **LETTERS[4])
    carol.withdraws(withdrawn)
    erin.opens(erin.newest("r").link("r"))
    greta, liam = gather(story, "Greta Holm", "Liam Byrne")
    greta.asks(to=liam, **LETTERS[5])
    liam.says_yes()
    look_around("introductions", liam)
    page = liam.opens(liam.newest("r").link("r"))
    liam.fill("/r", page, "Withdraw my yes", {"sure": "yes"}, action="/r/take-back")
    look_around("introductions", greta, liam)
    story.wait(timedelta(days=40), timedelta(days=10))
