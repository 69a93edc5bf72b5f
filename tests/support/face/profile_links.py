"""Links: none yet, refused, waiting, verified, lost, and as many as there can be."""

from datetime import timedelta

from sqlalchemy import select

from intro_app import clock
from intro_app.db import atomic, db
from intro_app.profile_links import service
from intro_app.profile_links.models import LinkTrouble, ProfileLink
from tests.support.identity_pages import send
from tests.support.story import Story
from tests.support.wanderer import wander

PAGE = "/me/links"


def show(story: Story) -> None:
    """Alice adds pages; one is hers, one was, one is not yet."""
    alice, at = story.people.alice, clock.now()
    browser = alice.browser()
    wander(browser, "profile_links", [PAGE])
    send(browser, PAGE, url="javascript:alert(1)")
    with story.app.app_context():
        for name in ("", "a" * 200, "about"):
            service.add_link(alice.id, f"https://alice.example.net/{name}", at)
        with atomic():
            first, second, third = db.session.scalars(select(ProfileLink).order_by(ProfileLink.id)).all()
            first.verified_at = at
            second.lost_at, second.trouble = at - timedelta(days=1), LinkTrouble.AWAY
            third.trouble = LinkTrouble.NOT_NAMED
    browser.get(PAGE)
    browser.get(f"{PAGE}?done=link-added")
    story.people.bob.browser().get(f"/people/{alice.public_id}")
