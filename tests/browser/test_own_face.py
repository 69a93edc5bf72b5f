"""A logo is uploaded in a browser, on the real web server, and the accent colour shows in both themes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from intro_app import clock, create_app
from intro_app.config import Settings
from intro_app.db import db
from tests.conftest import SiteMaker
from tests.support.databases import KEY
from tests.support.people import People
from tests.support.uploads import picture

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

BLUE, ITS_SHADE = "rgb(29, 78, 216)", "rgb(157, 188, 252)"


@pytest.fixture
def desk(database: str, tmp_path: Path) -> Iterator[Flask]:
    """The same site in this process, to prepare people."""
    app = create_app(Settings(database_url=database, data_dir=tmp_path, secret_keys=(KEY,), lasting_key=KEY))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def page(browser: Browser, make_site: SiteMaker, desk: Flask) -> Iterator[Page]:
    """The page of a caretaker who came in by passkey, on a site that is served as it really is."""
    site = make_site()
    site.start_web()
    token = People(desk, clock.now()).dan.becomes("caretaker").session(by_passkey=True)
    with browser.new_context(base_url=site.url) as context:
        context.add_cookies([{"name": "sid", "value": token, "url": site.url}])
        yield context.new_page()


def chooses(page: Page, content: bytes) -> None:
    """Choose a file on the page of the logo."""
    page.get_by_label("A picture").set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": content}
    )


def test_a_photo_of_ten_megabytes_is_refused_before_it_is_sent(page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto("/staff/logo")
    said = page.get_by_role("alert")
    expect(said).to_be_hidden()
    chooses(page, bytes(10_000_000))
    expect(said).to_have_text("This file is too large. A logo can have 1 MB at most.")
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_label("A picture")).to_be_focused()
    chooses(page, picture())
    expect(said).to_be_hidden()
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("status")).to_have_text("That’s the logo now, on every page.")
    shown = page.locator("header img.logo")
    expect(shown).to_be_visible()
    expect(shown).to_have_js_property("naturalWidth", 192)
    assert complaints == []


def test_the_accent_colour_shows_in_both_themes(page: Page) -> None:
    page.goto("/staff/settings")
    page.get_by_label("Accent colour", exact=False).first.fill("#ffcc00")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#accent_colour-error")).to_contain_text("#ffcc00 is too pale for light pages")
    page.get_by_label("Accent colour", exact=False).first.fill("#1d4ed8")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/staff/settings?done=saved")
    link = page.locator("main a").first
    expect(link).to_have_css("color", BLUE)
    page.emulate_media(color_scheme="dark")
    expect(link).to_have_css("color", ITS_SHADE)
    page.emulate_media(media="print")
    expect(link).to_have_css("color", "rgb(0, 0, 0)")
