"""The pages that organisers write, and the notice that one of them changed."""

from datetime import timedelta

from tests.support.people import visitor
from tests.support.story import Story
from tests.support.wanderer import wander
from tests.support.written_pages import PRIVACY, TERMS, writes


def show(story: Story) -> None:
    """A caretaker writes pages; a stranger reads them and their versions; a member reads what changed."""
    alice = story.people.alice
    dan = story.people.dan.becomes("caretaker").browser(by_passkey=True)
    story.wait(timedelta(minutes=1))
    writes(dan, "terms", TERMS)
    writes(dan, "terms", f"{TERMS}\n- really", "We say that it is free.")
    writes(dan, "privacy", PRIVACY, locale="de")
    for browser in (visitor(story.app), alice.browser()):
        wander(browser, "site_pages", ["/site/terms", "/site/terms/en/1", "/site/privacy"])
    visitor(story.app).get("/site/nothing")
