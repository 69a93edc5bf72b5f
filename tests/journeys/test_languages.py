"""An introduction between people who read different languages."""

from intro_app.db import atomic
from intro_app.introductions.forms.answering import READY_SENTENCES
from tests.support.journeys.guests_asked import ONCE
from tests.support.people import visitor
from tests.support.story import Somebody, Story


def reads_german(somebody: Somebody) -> None:
    """A member who has chosen German."""
    assert somebody.person
    with somebody.story.app.app_context(), atomic():
        somebody.person.member.locale = "de"


def test_a_letter_and_the_page_behind_it_are_in_the_language_of_who_is_asked(
    alice: Somebody, carol: Somebody
) -> None:
    reads_german(carol)
    alice.asks(to=carol)
    assert "schreibt dir direkt" in carol.newest("r").text
    assert '<html lang="de"' in carol.opens(carol.newest("r").link("r")).text
    assert "möchte" not in alice.newest().text


def test_the_page_behind_a_letter_can_be_read_in_another_language_and_answered_in_it(
    alice: Somebody, carol: Somebody
) -> None:
    reads_german(carol)
    alice.asks(to=carol)
    path = carol.newest("r").link("r").removeprefix(carol.story.app.extensions["settings"].base_url)
    page = visitor(carol.story.app).get(f"{path}?lang=en").text
    assert '<html lang="en"' in page
    assert '<input type="hidden" name="lang" value="en">' in page


def test_a_ready_sentence_is_told_in_the_language_of_who_asked(alice: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol)
    reads_german(alice)
    carol.answers("not_now", sentence="busy")
    alice.story.work()
    assert READY_SENTENCES["busy"] not in alice.newest().text
    assert "im Moment kann ich das nicht übernehmen" in " ".join(alice.newest().text.split())


def test_a_guest_is_written_to_in_the_language_that_the_connector_names(
    settled: Story, alice: Somebody, bob: Somebody
) -> None:
    gwen = settled.guest("Gwen Pryce", "gwen@guests.example.net")
    alice.asks(through=bob)
    guest = {
        "guest_name": gwen.name,
        "guest_email": gwen.address,
        "guest_welcomes": "y",
        "guest_language": "de",
    }
    bob.lends_good_word(whom="write", **guest)
    settled.work()
    assert gwen.newest().subject != ONCE
    assert "Du brauchst kein Konto." in " ".join(gwen.newest().text.split())
    assert '<html lang="de"' in gwen.opens(gwen.newest("r").link("r")).text
