"""The one script of letters: it counts what may still be written, aloud only when that is little."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.support.demo_site import told_story

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_it_counts_and_speaks_up_near_the_end(browser: Browser, tmp_path: Path) -> None:
    with told_story(tmp_path) as told, browser.new_context() as context:
        context.add_cookies([{"name": "sid", "value": told.session_of("Alice"), "url": told.site.url}])
        page = context.new_page()
        page.goto(f"{told.site.url}/ask/{told.id_of('Mei')}")
        note = page.locator("#what_for-limit")
        expect(note).to_have_text("At most 200 characters.")
        page.locator("#what_for").fill("a" * 100)
        expect(note).to_have_text("Characters left: 100")
        expect(note).to_have_attribute("aria-live", "off")
        page.locator("#what_for").fill("a" * 160)
        expect(note).to_have_text("Characters left: 40")
        expect(note).to_have_attribute("aria-live", "polite")
