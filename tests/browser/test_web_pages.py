"""The pages in a browser: no policy violations, no horizontal scrolling, and keyboard operation."""

from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import SiteMaker

pytestmark = pytest.mark.browser


def listening(page: Page) -> list[str]:
    """What the browser complains about from here on, and each request that leaves the site."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("requestfailed", lambda request: complaints.append(f"{request.url}: {request.failure}"))
    page.on("pageerror", lambda problem: complaints.append(str(problem)))
    return complaints


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_load_without_a_complaint_and_fit_every_screen(
    browser: Browser, make_site: SiteMaker, scheme: Literal["light", "dark"]
) -> None:
    site = make_site(dev_pages="yes")
    site.start_web()
    for width in (320, 1280):
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        page = context.new_page()
        complaints = listening(page)
        for path in ["/", "/promise", "/sign-in", "/dev/components"]:
            page.goto(site.url + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert page.evaluate("document.fonts.ready.then((all) => all.check('500 20px Newsreader'))")
        # Going on before the icon has come.
        left_behind = [said for said in complaints if "ERR_ABORTED" in said]
        assert complaints == left_behind
        context.close()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_keyboard_reaches_the_content_first(browser: Browser, make_site: SiteMaker) -> None:
    site = make_site()
    site.start_web()
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(site.url)
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()
