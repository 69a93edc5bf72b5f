"""My standing: new, with a ledger, and after something went wrong."""

from tests.support.face.cast import gather, look_around
from tests.support.journeys.followed_up import connect, pass_days, says
from tests.support.story import Story

GOOD = {"talked": "yes", "worth": "yes", "as_said": "yes"}


def show(story: Story) -> None:
    """A newcomer's page, and the page of somebody with a past."""
    hana = story.member(story.people.join("Hana Novak"))
    look_around("trust", hana)
    alice, bob, carol = gather(story, "Alice Marsh", "Bob Keller", "Carol Duarte")
    connect(story, alice, carol, bob)
    pass_days(story, 16)
    for person in (alice, carol):
        says(person, **GOOD)
    pass_days(story, 30)
    look_around("trust", alice, bob, carol)
