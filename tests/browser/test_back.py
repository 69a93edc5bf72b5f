"""Back in a browser that keeps pages as they were left: the words are there, and can be sent after all."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.chromium import FLAGS, executable
from tests.support.demo_site import DemoSite, told_story

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORDS = "We sang together for years."


def test_an_answer_is_sent_after_all_from_the_page_one_goes_back_to(browser: Browser, tmp_path: Path) -> None:
    with told_story(tmp_path) as told, _one_who_goes_back(browser, told, "Carol") as page:
        page.goto(told.site.url + told.bob_asks_carol())
        page.get_by_label("Not now, and tell Alice Marsh").check(force=True)
        page.locator("#words").fill(WORDS)
        page.get_by_role("button", name="Send my answer").click()
        expect(page).to_have_title(re.compile("^Error: "))
        expect(page.locator(".summary")).to_be_focused()
        _goes_back(page)
        expect(page.locator("#words")).to_have_value(WORDS)
        page.get_by_label("Not this time").check(force=True)
        page.get_by_role("button", name="Send my answer").click()
        expect(page.locator(".onward")).to_be_visible()
        _goes_back(page)
        page.get_by_role("button", name="Send my answer").click()
        expect(page.locator("form.answer")).to_have_count(0)
        expect(page.locator("main h1")).to_be_visible()
        expect(page).not_to_have_title(re.compile("^Error"))


def test_a_connectors_words_are_there_too_from_the_draft_that_was_kept(
    browser: Browser, tmp_path: Path
) -> None:
    """A page whose script saves a draft is loaded anew, filled in; once it is answered, it has no form."""
    with told_story(tmp_path) as told, _one_who_goes_back(browser, told, "Bob") as page:
        page.get_by_role("link", name="Alice Marsh would like to meet someone").click()
        page.locator("#decision").get_by_role("radio").first.check(force=True)
        page.locator("#knows_requester").fill(WORDS)
        page.get_by_role("button", name="Send my answer").click()
        expect(page).to_have_title(re.compile("^Error: "))
        expect(page.locator(".summary")).to_be_focused()
        page.go_back()
        expect(page.locator("#knows_requester")).to_have_value(WORDS)
        page.get_by_label("Not this time").check(force=True)
        page.get_by_role("button", name="Send my answer").click()
        expect(page.locator(".onward")).to_be_visible()
        page.go_back()
        expect(page.locator("form.answer")).to_have_count(0)
        expect(page.locator("main h1")).to_be_visible()
        page.goto(f"{told.site.url}/introductions")
        expect(page.get_by_text("Your answer to")).to_have_count(0)


def test_a_list_one_goes_back_to_takes_what_is_still_possible(browser: Browser, tmp_path: Path) -> None:
    with told_story(tmp_path) as told, _one_who_goes_back(browser, told, "Alice") as page:
        for _time in range(2):
            page.get_by_role("button", name="Withdraw").first.click()
            expect(page).to_have_url(re.compile(r"/introductions/"))  # no longer that of the list
            expect(page.locator("main h1")).to_be_visible()
            _goes_back(page)
        page.reload()
        expect(page.get_by_role("button", name="Withdraw")).to_have_count(1)


@contextmanager
def _one_who_goes_back(browser: Browser, told: DemoSite, first_name: str) -> Iterator[Page]:
    """A browser that keeps pages, which the one of other tests does not; signed in, with the list open."""
    keeps = browser.browser_type.launch(
        executable_path=executable(),
        args=FLAGS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    with keeps, keeps.new_context() as context:
        context.add_cookies([{"name": "sid", "value": told.session_of(first_name), "url": told.site.url}])
        context.add_init_script(
            "addEventListener('pageshow', (event) => { window.wasKept = event.persisted; })"
        )
        page = context.new_page()
        page.goto(f"{told.site.url}/introductions")
        yield page


def _goes_back(page: Page) -> None:
    """Without waiting for a load, since a page that was kept is not loaded again."""
    page.go_back(wait_until="commit")
    page.wait_for_function("window.wasKept")
