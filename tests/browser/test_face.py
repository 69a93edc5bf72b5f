"""Every page in every state: accessible, one column on the smallest phone, small, steady, self-contained."""

import os
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser

from intro_app.config import Settings
from tests.support.calendar import Calendar
from tests.support.face import html
from tests.support.face.looking import window
from tests.support.mail_server import Mailbox
from tests.support.page_recorder import Gallery
from tests.support.people import People
from tests.support.story import Story

pytestmark = [
    pytest.mark.browser,
    pytest.mark.changes_app,
    pytest.mark.slow,
]

TEMPLATES = Path(__file__).parent.parent.parent / "templates"

# A module of tests/support/face for each feature that has pages; a new feature fails here until it shows
# itself.
PARTS = (
    *("identity", "community", "devtools", "followups", "introductions", "memberships", "moderation"),
    *(
        "groups",
        "joining",
        "organising",
        "own_fields",
        "people",
        "profile_links",
        "privacy",
        "site_pages",
        "suggestions",
    ),
    *("trust", "web"),
)
# The templates of a part that are in no folder of its name.
ELSEWHERE = {
    "web": ("home", "promise", "errors/"),
    # Its fields stand on pages of others.
    "own_fields": (
        *("organising/field", "people/person", "people/people", "people/me", "identity/profile"),
        "joining/invitation.html",
    ),
}
# What is fetched and read by no person: files, and pages that only lead on to another site.
NO_PAGES = {
    *("/favicon.ico", "/apple-touch-icon.png", "/apple-touch-icon-precomposed.png"),
    *(
        "/robots.txt",
        "/.well-known/security.txt",
        "/healthz",
        "/look/<colours>.css",
        "/logo/<name>.png",
        "/logo/<name>/icon.png",
        "/circles/<circle_id>/pictures/<picture_id>",
        *(f"/{of}/<public_id>/pictures/<picture_id>" for of in ("gatherings", "visit")),
        *(f"/{link}/<token>/pictures/<picture_id>" for link in ("g", "v")),
        "/moderation/cases/<public_id>/pictures/<int:picture_id>",
        "/readyz",
        "/metrics",
        "/transparency.json",
        "/introduced/<public_id>/card.vcf",
        "/me/export/<key>",
    ),
    *("/gatherings/<public_id>/list.csv", "/mail-events/<provider>"),
    *("/gatherings/<public_id>/gathering.ics", "/c/<token>.ics", "/me/membership/receipts/<payment_id>"),
    *("/dev/emails/<name>/html", "/dev/outbox/<key>/html"),
}


# The pages for developers are those of a site that is only on one machine.
ONLY_HERE: dict[str, Any] = {"dev_pages": True, "base_url": "http://127.0.0.1:5000", "smtp_url": ""}


@pytest.fixture
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    """The settings that each part asks for."""
    chosen: dict[str, Any] = request.node.callspec.params
    return replace(settings, **ONLY_HERE) if chosen.get("part") == "devtools" else settings


@pytest.fixture
def gallery(app: Flask) -> Iterator[Gallery]:
    """Every page that anybody is shown."""
    gallery = Gallery(app, os.environ.get("PICTURES_IN", ""))
    yield gallery
    gallery.close()


@pytest.fixture
def story(gallery: Gallery, people: People, mailbox: Mailbox, the_calendar: Calendar) -> Story:
    """A site on which nothing has happened yet."""
    return Story(gallery.app, people, mailbox, the_calendar)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("part", PARTS)
def test_every_page_in_every_state(
    part: str, story: Story, gallery: Gallery, browser: Browser, tmp_path: Path
) -> None:
    import_module(f"tests.support.face.{part}").show(story)
    pages = [shown for shown in gallery.pages if shown.template.startswith(_folders(part))]
    with gallery.open() as address, window(browser) as look:
        faults = [fault for shown in pages for fault in look.faults_of(shown, address(shown))]
    if html.is_here():
        faults += html.errors_in(pages, tmp_path)
    assert not faults, "\n".join(faults)
    never = sorted(_templates(part) - gallery.templates) + sorted(_routes(part, gallery.app) - gallery.asked)
    assert not never, f"nobody was ever shown {never}"


def test_pages_are_held_against_the_standard() -> None:
    if not html.is_here():
        pytest.skip("no html-validate: npm ci in tests/audits brings it")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_feature_with_pages_is_looked_at(app: Flask) -> None:
    features = {
        rule.endpoint.partition(".")[0] for rule in app.url_map.iter_rules() if rule.rule not in NO_PAGES
    }
    assert features - {"static"} <= set(PARTS)


def _folders(part: str) -> tuple[str, ...]:
    return ELSEWHERE.get(part, (f"{part}/",))


def _templates(part: str) -> set[str]:
    """The templates of this part that are pages of their own."""
    pages = {
        page for page in TEMPLATES.rglob("*.html") if '{% extends "base.html" %}' in page.read_text("utf-8")
    }
    return {
        name for page in pages if (name := page.relative_to(TEMPLATES).as_posix()).startswith(_folders(part))
    }


def _routes(part: str, app: Flask) -> set[str]:
    """Every page of this part that is looked at."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(f"{part}.")]
    return {
        f"GET {rule.rule}" for rule in rules if "GET" in (rule.methods or ()) and rule.rule not in NO_PAGES
    }
