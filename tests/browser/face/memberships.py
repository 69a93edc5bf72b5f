"""Membership: not open here, and given."""

from datetime import timedelta

from intro_app import clock
from intro_app.memberships.service import give
from tests.browser.face.cast import look_around
from tests.ground.people import visitor
from tests.ground.steps import Story
from tests.ground.wandering import wander


def show(story: Story) -> None:
    """What is told where nothing can be paid, and what a member reads."""
    wander(visitor(story.app), "memberships", ["/membership"])
    alice, bob = story.member(story.people.alice), story.member(story.people.bob)
    with story.app.app_context():
        give(story.people.alice.member, clock.now() + timedelta(days=90), "for her help", clock.now())
    look_around("memberships", alice, bob)
