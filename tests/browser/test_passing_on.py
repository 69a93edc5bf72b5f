"""A connector chooses a guest and passes the text on: expanding fields, the copy button, the e-mail link."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.demo_site import DemoSite, told_story

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_choosing_a_guest_opens_their_fields_without_a_script(browser: Browser, tmp_path: Path) -> None:
    with told_story(tmp_path) as told, browser.new_context(java_script_enabled=False) as context:
        page = _letter_to_bob(told, context.new_page())
        page.get_by_label("Yes, I’ll ask them").check(force=True)
        own, mailed = page.get_by_label("A private note"), page.get_by_label("Their e-mail address")
        for chosen, is_guest, is_mailed in [
            ("", False, False),
            ("carry", True, False),
            ("write", True, True),
        ]:
            page.locator("#whom").select_option(chosen)
            expect(own).to_be_visible(visible=is_guest)
            expect(mailed).to_be_visible(visible=is_mailed)
        page.locator("#whom").select_option(label="Carol Duarte")
        expect(own).to_be_hidden()


def test_the_text_to_carry_can_be_copied_or_mailed(browser: Browser, tmp_path: Path) -> None:
    with (
        told_story(tmp_path) as told,
        browser.new_context(permissions=["clipboard-read", "clipboard-write"]) as context,
    ):
        page = _letter_to_bob(told, context.new_page())
        page.get_by_label("Yes, I’ll ask them").check(force=True)
        page.get_by_label(re.compile("^How do you know [A-Z]")).fill("From the choir.")
        page.get_by_label("I know them well").check(force=True)
        page.locator("#whom").select_option("carry")
        page.get_by_label("How do you know the person you’d ask?").fill("From the mill.")
        page.get_by_label("Why would it be good for both?").fill("Both like old metal.")
        page.get_by_label("No, no one is paid").check(force=True)
        page.get_by_role("button", name="Send my answer").click()
        link = page.locator(".link-written").inner_text()
        page.get_by_role("button", name="Copy text and link").click()
        expect(page.locator("#pass-on-done")).to_have_text("Copied")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.endswith(f"\n\n{link}")
        assert copied.startswith("Someone I know would like to talk to you")
        mail = urlsplit(str(page.get_by_role("link", name="Write an e-mail").get_attribute("href")))
        assert (mail.scheme, mail.path) == ("mailto", "")
        assert parse_qs(mail.query)["body"][0].replace("\r\n", "\n") == copied


def test_an_invitation_link_can_be_copied(browser: Browser, tmp_path: Path) -> None:
    with (
        told_story(tmp_path) as told,
        browser.new_context(permissions=["clipboard-read", "clipboard-write"]) as context,
    ):
        context.add_cookies([{"name": "sid", "value": told.session_of("Bob"), "url": told.site.url}])
        page = context.new_page()
        page.goto(f"{told.site.url}/me/invitations")
        page.get_by_role("button", name="Create a link").click()
        page.get_by_role("button", name="Copy link").click()
        expect(page.get_by_role("status").get_by_text("Copied")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == page.locator(".link-written").inner_text()


def test_the_device_s_time_zone_is_offered_under_its_present_name(browser: Browser, tmp_path: Path) -> None:
    with told_story(tmp_path) as told, browser.new_context(timezone_id="Asia/Calcutta") as context:
        context.add_cookies([{"name": "sid", "value": told.session_of("Mallory"), "url": told.site.url}])
        page = context.new_page()
        page.goto(f"{told.site.url}/me/profile")
        expect(page.get_by_text("Your device is set to Kolkata.")).to_be_visible()
        page.get_by_role("button", name="Use this time zone").click()
        expect(page.locator("#time_zone")).to_have_value("Asia/Kolkata")
        expect(page.locator("#zone-proposal")).to_be_hidden()


def _letter_to_bob(told: DemoSite, page: Page) -> Page:
    page.context.add_cookies([{"name": "sid", "value": told.session_of("Bob"), "url": told.site.url}])
    page.goto(f"{told.site.url}/introductions")
    page.get_by_role("link", name="Alice Marsh would like to meet someone you may know").click()
    return page
