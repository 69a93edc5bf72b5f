"""People to be found: none, many, one; known, blocked, closed."""

from tests.browser.face.cast import gather, look_around
from tests.ground.steps import Story


def show(story: Story) -> None:
    """Nobody, then enough for a second page."""
    hana = story.member(story.people.join("Hana Novak"))
    look_around("directory", hana)
    alice, _bob, _carol = gather(story, "Alice Marsh", "Bob Keller", "Carol Duarte")
    for number in range(24):
        story.people.join(f"Neighbour Number {number}", f"neighbour{number}@example.org", door_open=number % 5 > 0)
    look_around("directory", alice)
