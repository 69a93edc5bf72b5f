"""Suggestions: none, one with the words that meet, and none again once it is dismissed."""

from intro_app import clock
from tests.support.identity_pages import send
from tests.support.story import Story
from tests.support.suggestions import a_week_is_made, two_who_fit
from tests.support.wanderer import wander


def show(story: Story) -> None:
    """Bob is shown Alice and Carol; Alice, who may be suggested, has no suggestion."""
    people = story.people
    bob = people.bob.browser()
    wander(bob, "suggestions", ["/suggestions"])
    two_who_fit(story.app, people, clock.now())
    with story.app.app_context():
        assert a_week_is_made(people.bob, clock.now())
    bob.get("/suggestions")
    people.alice.browser().get("/suggestions")
    send(bob, "/suggestions", "/suggestions/dismiss")
    bob.get("/suggestions?done=suggestion-dismissed")
