"""The pages for developers: every component in every state, every e-mail, the outbox, the story."""

from intro_app import clock
from intro_app.devtools.story import tell
from tests.support.people import visitor
from tests.support.story import Story
from tests.support.wanderer import wander


def show(story: Story) -> None:
    """Before and after the story is told, on a site that is only on this machine."""
    browser = visitor(story.app)
    wander(browser, "devtools", ["/dev/outbox", "/dev/components", "/dev/people"])
    with story.app.app_context():
        tell(clock.now())
    wander(browser, "devtools", ["/dev/outbox", "/dev/people"])
