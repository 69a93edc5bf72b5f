"""On a phone everything to press is large enough for a finger; on paper nothing is left of it."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.support.demo_site import told_story

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PATHS = ("/introductions", "/people", "/me", "/me/acquaintances", "/me/trust", "/me/door", "/ask", "/offer")
OPEN = ("/", "/promise", "/sign-in")
ALONE, IN_A_SENTENCE = 44, 24

# A radio or a box is pressed by its whole card or line; the skip link and others out of sight by no finger.
_SMALL = """([alone, inline]) => {
  const pressed = (one) =>
    ["checkbox", "radio"].includes(one.type) ? one.closest("label") ?? one.labels[0] ?? one : one;
  const isInSentence = (one) =>
    one.tagName === "A" && getComputedStyle(one).display.startsWith("inline") &&
    [...one.parentElement.childNodes].some((node) => node !== one && node.textContent.trim().length > 2);
  const all = "a, button, summary, select, textarea, input:not([type=hidden])";
  const seen = [...document.querySelectorAll(all)].map((one) => [one, pressed(one).getBoundingClientRect()]);
  return seen
    .filter(([one, box]) => one.checkVisibility({visibilityProperty: true}) && box.bottom > 0 && box.height)
    .filter(([one, box]) => Math.round(box.height) < (isInSentence(one) ? inline : alone))
    .map(([one, box]) => `${one.tagName} ${one.textContent.trim().slice(0, 30)} ${Math.round(box.height)}`);
}"""


def test_everything_to_press_is_large_enough(browser: Browser, tmp_path: Path) -> None:
    phone = ViewportSize(width=390, height=844)
    with told_story(tmp_path) as told, browser.new_context(has_touch=True, viewport=phone) as context:
        page, small = context.new_page(), list[str]()
        for path in OPEN:
            small += _too_small(page, told.site.url + path)
        context.add_cookies([{"name": "sid", "value": told.session_of("Bob"), "url": told.site.url}])
        for path in PATHS:
            small += _too_small(page, told.site.url + path)
        assert not small, "\n".join(small)
        page.emulate_media(media="print")
        assert page.locator(":is(nav, button, .find):visible").count() == 0


def _too_small(page: Page, address: str) -> list[str]:
    page.goto(address)
    return [f"{address}: {one}" for one in page.evaluate(_SMALL, [ALONE, IN_A_SENTENCE])]
