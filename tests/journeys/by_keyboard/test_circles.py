"""A circle from its first day to an evening, and the board, by keyboard alone."""

from datetime import timedelta

from intro_app import clock
from tests.journeys.test_community_journey import pays
from tests.support.keyboard import Keyboard
from tests.support.story import Somebody, Story


def test_a_circle_a_thread_and_an_evening(
    keys: Keyboard, story: Story, alice: Somebody, carol: Somebody
) -> None:
    pays(story, alice)
    keys.sits(alice, "/introductions")
    keys.presses("Circles", within="nav")
    _begins_a_circle(keys)
    _asks_to_join(keys, carol)
    keys.sits(alice, "/community")
    keys.presses("Organ builders")
    keys.presses("Members")
    keys.presses("Accept")
    keys.reads("They’re in.")
    keys.presses("Back to the circle")
    _writes_a_thread(keys)
    keys.presses("Organ builders")
    _plans_an_evening(keys)
    story.work()
    keys.opens(carol.newest("g").link("g"))
    keys.presses("I’m coming")
    keys.reads("You have a place.")
    keys.presses("I’m not coming")
    keys.reads("You’re not coming.")


def test_the_board(keys: Keyboard, alice: Somebody) -> None:
    keys.sits(alice, "/community")
    keys.presses("Gives and asks")
    keys.chooses(kind="give")
    keys.writes(words="I lend scaffolding that reaches nine metres.")
    keys.presses("Post it")
    keys.reads("I lend scaffolding that reaches nine metres.")
    keys.presses("Remove")
    keys.reads("Nothing here yet")


def _begins_a_circle(keys: Keyboard) -> None:
    keys.presses("Start a circle")
    keys.writes(name="Organ builders", about="We **mend** pipes.")
    keys.presses("Start the circle")
    keys.reads("Nothing written yet")


def _asks_to_join(keys: Keyboard, carol: Somebody) -> None:
    keys.sits(carol, "/community")
    keys.presses("Organ builders")
    keys.writes(words="I keep the organ of St Jakob.")
    keys.presses("Ask to join")
    keys.reads("We’ve asked the host.")


def _writes_a_thread(keys: Keyboard) -> None:
    keys.presses("Start a thread")
    keys.writes(title="Old pipes", words="How old are *yours*?")
    keys.presses("Post")
    keys.reads("Posted.")


def _plans_an_evening(keys: Keyboard) -> None:
    keys.presses("Plan a gathering")
    day = clock.now() + timedelta(days=9)
    keys.writes(title="An evening", day=f"{day:%m%d%Y}", clock="0600PM")
    keys.picks(time_zone="Europe/Berlin")
    keys.writes(minutes="90", place="St Jakob, the loft", capacity="5")
    keys.presses("Announce")
    keys.reads("Announced.")
