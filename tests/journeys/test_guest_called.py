"""A connector's note about their guest stays private; the name that a guest types is shared on connection."""

import re
from datetime import timedelta

from tests.support.journeys.guests_asked import guests
from tests.support.story import Somebody, Story

NOTE = "G. from the mill"


def code_in(somebody: Somebody) -> str:
    return str(re.findall(r"\b\d{6}\b", somebody.newest().text)[0])


def test_a_note_about_a_guest_is_read_by_its_writer_alone(
    story: Story, alice: Somebody, bob: Somebody
) -> None:
    introduction, gwen = _connected(story, alice, bob, NOTE)
    story.wait(timedelta(days=20), timedelta(days=2))
    for path in ("/introductions", f"/introductions/{introduction}", "/agreed", "/introduced"):
        assert NOTE not in alice.get(path).text, path
    assert "Gwen Pryce" in alice.get("/introductions").text
    assert "Gwen Pryce" in alice.get("/agreed").text
    assert NOTE in bob.get("/introductions").text
    for reader in (alice, gwen):
        assert not [letter for letter in reader.letters if NOTE in letter.text + letter.html]


def test_the_name_that_a_guest_types_does_not_tell_bob_of_a_yes(
    story: Story, alice: Somebody, bob: Somebody
) -> None:
    introduction = alice.asks(through=bob)
    link = _carried(bob, "")
    pages = ["/introductions", f"/introductions/{introduction}", "/agreed"]
    before = [bob.get(path).text for path in pages]
    gwen = story.guest("Gwen Pryce", "gwen@guests.example.net")
    gwen.answers_at(link, "yes", name=gwen.name, email=gwen.address)
    for text, path in zip(before, pages, strict=True):
        assert "Gwen" not in bob.get(path).text
        assert ("your guest" in text) == ("your guest" in bob.get(path).text)


def test_a_note_stays_with_its_writer_until_they_hear_although_the_guest_is_forgotten(
    story: Story, alice: Somebody, bob: Somebody
) -> None:
    introduction = alice.asks(through=bob)
    link = _carried(bob, NOTE)
    story.guest("Gwen Pryce", "gwen@guests.example.net").answers_at(link, "no")
    story.wait(timedelta(days=11), timedelta(days=1))
    assert guests(story) == 0
    for path in ("/introductions", f"/introductions/{introduction}"):
        assert f"would like to meet {NOTE}" in bob.get(path).text
    story.wait(timedelta(days=10), timedelta(days=1))
    assert NOTE not in bob.get("/introductions").text


def _carried(bob: Somebody, note: str) -> str:
    page = bob.lends_good_word(whom="carry", guest_label=note).text
    return str(re.findall(r'class="link-written">([^<]+)<', page)[0])


def _connected(story: Story, alice: Somebody, bob: Somebody, note: str) -> tuple[str, Somebody]:
    introduction = alice.asks(through=bob)
    link = _carried(bob, note)
    gwen = story.guest("Gwen Pryce", "gwen@guests.example.net")
    asked = gwen.answers_at(link, "yes", name=gwen.name, email=gwen.address)
    gwen.fill("/r/code", asked, "Say yes", {"code": code_in(gwen)}, action="/r/code")
    story.details_come_out()
    return introduction, gwen
