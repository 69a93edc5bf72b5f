"""The language that a visitor chose goes with them along every link, form and redirect."""

from importlib import import_module

import pytest
from flask import Flask

from tests.support.calendar import Calendar
from tests.support.language_shadow import LanguageShadow
from tests.support.mail_server import Mailbox
from tests.support.people import People
from tests.support.story import Story

PARTS = (
    "identity",
    "community",
    "followups",
    "introductions",
    "memberships",
    "moderation",
    "people",
    "site_pages",
    "web",
)
NO_PAGES = {
    "community.calendar_feed",
    "community.invitation_picture",
    "community.picture",
    "community.visit_picture",
    "community.visitor_picture",
    "memberships.stripe_webhook",
    "moderation.transparency_data",
    "periodic.readyz",
    "web.favicon",
    "web.healthz",
    "web.logo",
    "web.logo_icon",
    "web.look",
    "web.manifest",
    "web.robots",
    "web.security_txt",
    "web.touch_icon",
}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.changes_app,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.mark.parametrize("part", PARTS)
def test_a_chosen_language_goes_along_every_link_form_and_redirect(
    part: str, app: Flask, people: People, mailbox: Mailbox, the_calendar: Calendar
) -> None:
    """The stories of tests/support/face, whose visitors see all that visitors can."""
    shadow = LanguageShadow(app, "es")
    import_module(f"tests.support.face.{part}").show(Story(app, people, mailbox, the_calendar))
    assert not shadow.lost, "\n".join(sorted(shadow.lost))
    assert not shadow.open_endpoints(part) - shadow.seen - NO_PAGES, "the story shows these to no visitor"
