"""The pages that organisers write, and the notice that one of them changed."""

from datetime import timedelta

from intro_app import clock
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
    day = (clock.now() + timedelta(days=20)).date().isoformat()
    writes(dan, "terms", f"{TERMS}\n- really free", "Friends may come.", applies_on=day)
    writes(dan, "terms", f"{TERMS}\n- at last", "Too soon.", applies_on=clock.now().date().isoformat())
    dan.get("/staff/pages/terms/en")
    for browser in (visitor(story.app), alice.browser()):
        wander(browser, "site_pages", ["/site/terms", "/site/terms/en/3", "/site/terms/en/3/changes"])
    visitor(story.app).get("/site/nothing")
