"""What must be true when an introduction has ended without one."""

from datetime import timedelta

from tests.support.journeys.connected import assert_nothing_leaked
from tests.support.story import Somebody, Story

DAY = timedelta(days=1)


HALF_A_DAY = timedelta(hours=12)


def closings(person: Somebody) -> int:
    """How many closings this person was told."""
    return sum(letter.tells_of_a_closing for letter in person.letters)


def assert_never_introduced(story: Story) -> None:
    """Nobody got anybody's details, nor will."""
    story.wait(25 * DAY, DAY)
    assert not any(letter.introduces for letter in story.mailbox.letters)
    assert_nothing_leaked(story)
