"""One text, several readers: who writes is told who will read it, and sees it as each of them will."""

from tests.support.default_texts import GOOD_WORD, OFFER
from tests.support.journeys.doors import door
from tests.support.story import Somebody

VERIFIED = "their e-mail address; a member since 4 May 2026"


def test_a_letter_says_who_will_read_it_and_shows_its_author_as_they_will(
    alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    through = f"/ask/through/{bob.public_id}"
    assert "Carol Duarte will read this." in alice.get(f"/ask/{carol.public_id}").text
    named = alice.get(f"{through}/to/{carol.public_id}").text
    for words in ("Bob Keller reads it first", "If so, Carol Duarte reads the same words."):
        assert words in named
    assert "will both read" not in named, "it says once who reads it"
    blind = alice.get(through).text
    assert "If so, the person they choose reads the same words." in blind
    assert "Why someone like this?" in blind
    assert "Why this person?" not in blind
    _path, preview = alice.writes(to=carol, through=bob)
    for words in ("Why Carol Duarte", "What’s in it for Carol Duarte", "new here", VERIFIED):
        assert words in preview.text
    assert "Why you" not in preview.text


def test_a_connector_sees_what_carol_will_read_and_only_then_sends(
    alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    alice.asks(to=carol, through=bob)
    page = bob.opens(bob.newest("r").link("r"))
    assert "Alice Marsh and Carol Duarte will both read this." in page.text
    assert "How do you know Alice Marsh?" in page.text
    shown = bob.fill("/r", page, "preview", {"decision": "yes", **GOOD_WORD}, action="/r")
    for words in ("What Carol Duarte will read", "How Bob Keller knows you", VERIFIED, "new here"):
        assert words in shown.text
    assert GOOD_WORD["why_both"] in shown.text
    assert not carol.letters
    again = bob.fill("/r", shown, "edit", action="/r")
    assert GOOD_WORD["why_both"] in again.text
    shown = bob.fill("/r", again, "preview", action="/r")
    bob.fill("/r", shown, "Send my answer", action="/r")
    bob.story.work()
    assert carol.newest("r").subject == "Bob Keller would like to introduce you to someone"
    asked = carol.opens(carol.newest("r").link("r")).text
    for words in ("How Bob Keller knows you", "Why you", GOOD_WORD["why_both"], VERIFIED):
        assert words in asked


def test_a_preview_on_the_site_sends_nothing_either(alice: Somebody, bob: Somebody, carol: Somebody) -> None:
    path = "/introductions/" + alice.asks(through=bob)
    chosen = {"decision": "yes", "whom": carol.public_id, **GOOD_WORD}
    shown = bob.fill(path, bob.get(path), "preview", chosen)
    assert "What Carol Duarte will read" in shown.text
    assert "Needs your answer" in bob.get("/introductions").text
    again = bob.fill(f"{path}/answer", shown, "edit")
    assert GOOD_WORD["knows_requester"] in again.text
    done = bob.fill(f"{path}/answer", shown, "Send my answer")
    assert "with your words first" in done.text


def test_a_connector_sees_beforehand_what_stands_on_the_door(
    alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    alice.asks(to=carol, through=bob)
    link = bob.newest("r").link("r")
    assert "Carol Duarte takes requests like this one." in bob.opens(link).text
    door(carol, asks_per_30_days=0)
    assert "Carol Duarte isn’t taking requests at the moment." in bob.opens(link).text


def test_a_connector_sees_how_many_of_their_contacts_can_be_asked(
    alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    alice.asks(through=bob)
    link = bob.newest("r").link("r")
    assert "The one person you know here" in bob.opens(link).text
    door(carol, asks_per_30_days=0)
    assert "Nobody you know here, at the moment" in bob.opens(link).text


def test_an_offer_is_previewed_as_each_of_the_two_will_read_it(
    alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    typed = {**OFFER, "first": alice.public_id, "whom": carol.public_id}
    shown = bob.fill("/offer", bob.get("/offer"), "preview", typed)
    for words in (
        "What Alice Marsh will read",
        "What Carol Duarte will read",
        "Only if Alice Marsh says yes.",
        f"Bob Keller thinks you should meet “{OFFER['second_described']}”.",
        "You are asked first.",
        "The other person has already said yes.",
        "trusted",
        "the e-mail address of Bob Keller; a member since 4 May 2026",
    ):
        assert words in shown.text, words
    assert not alice.letters
    bob.fill("/offer", shown, "send")
    bob.story.work()
    asked = alice.opens(alice.newest("r").link("r")).text
    for words in (
        "You are asked first.",
        "trusted",
        "the e-mail address of Bob Keller; a member since 4 May 2026",
    ):
        assert words in asked, words
    assert "About Bob Keller: trusted; member since May 2026, e-mail verified" in " ".join(
        alice.newest("r").text.split()
    )
