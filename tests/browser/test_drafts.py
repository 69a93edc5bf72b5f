"""A letter survives in Chromium: a connection that goes, a session that ends, two windows, no scripts."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from intro_app.config import Settings
from tests.browser.test_journey import people_come
from tests.conftest import SiteMaker
from tests.support.databases import KEY
from tests.support.default_texts import LETTER
from tests.support.lost_sessions import LetterDesk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

KEPT = re.compile(r"^Saved at \d\d:\d\d\.$")
AWAY = "Not saved: you’re offline. What you wrote is still on this page."
SIGNED_OUT = "You were signed out. Sign in in another tab, then come back: what you wrote is still here."


@pytest.fixture
def desk(make_site: SiteMaker, database: str, tmp_path: Path) -> LetterDesk:
    """Alice, Bob and Carol are there; no mail is sent."""
    site = make_site()
    people_come(Settings(database_url=database, data_dir=tmp_path, secret_keys=(KEY,), lasting_key=KEY))
    site.start_web()
    return LetterDesk(site)


def opens(desk: LetterDesk, browser: Browser, *, scripts: bool = True) -> Page:
    """Alice at the form of a letter to Carol, by a clock that can be put forward."""
    page = desk.window(browser, "Alice", scripts=scripts).new_page()
    page.clock.install()
    page.goto(desk.letter_to("Carol"))
    return page


def fills_in(page: Page, why: str) -> None:
    """Everything that a letter needs."""
    for name, text in {**LETTER, "why": why}.items():
        if name in {"purpose", "medium"}:
            page.locator(f"[name={name}][value={text}]").check()
        else:
            page.locator(f"[name={name}]").fill(text)
    page.locator("[name=shares][value=email]").check()


def presses(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


def previews(page: Page) -> None:
    """Look at the letter as it will be read; the site is asked first whether it can be kept."""
    presses(page, "Preview")
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_visible()


def says(page: Page, words: str | re.Pattern[str]) -> None:
    """It says so once it has looked again: two seconds after the last letter, ten after the last attempt."""
    page.clock.fast_forward(10_000)
    expect(page.locator("[data-draft]")).to_have_text(words)


def comes_back(page: Page) -> None:
    """The person looks at this tab again."""
    page.evaluate("dispatchEvent(new Event('focus'))")


def test_what_is_typed_is_kept_by_itself_and_found_again(desk: LetterDesk, browser: Browser) -> None:
    page, complaints = opens(desk, browser), list[str]()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda problem: complaints.append(str(problem)))
    page.locator("#why").fill("Because of the old mill.")
    says(page, KEPT)
    expect(page.locator("[data-draft]")).to_have_attribute("aria-live", "off")
    page.goto(f"{desk.site.url}/introductions")
    page.get_by_role("link", name="Letter to Carol Duarte").click()
    expect(page.locator("#why")).to_have_value("Because of the old mill.")
    presses(page, "Start again")
    expect(page.locator("#why")).to_have_value("")
    assert (desk.kept(), complaints) == ([], [])


def test_leaving_the_page_keeps_what_was_typed_a_moment_ago(desk: LetterDesk, browser: Browser) -> None:
    page = opens(desk, browser)
    page.locator("#why").fill("In one breath.")
    page.goto(f"{desk.site.url}/people")
    desk.awaits_kept("In one breath.")
    page.goto(desk.letter_to("Carol"))
    expect(page.locator("#why")).to_have_value("In one breath.")


def test_a_lost_connection_costs_no_word(desk: LetterDesk, browser: Browser) -> None:
    page = opens(desk, browser)
    fills_in(page, "Begun at home")
    says(page, KEPT)
    page.context.set_offline(True)
    fills_in(page, "Begun at home, gone on in a tunnel")
    says(page, AWAY)
    expect(page.locator("[data-draft]")).to_have_attribute("aria-live", "polite")
    presses(page, "Preview")
    says(page, AWAY)
    expect(page.locator("#why")).to_have_value("Begun at home, gone on in a tunnel")
    page.context.set_offline(False)
    says(page, KEPT)
    assert desk.kept() == ["Begun at home, gone on in a tunnel"]
    previews(page)
    page.context.set_offline(True)
    presses(page, "Send")
    says(page, AWAY)
    page.context.set_offline(False)
    says(page, KEPT)
    presses(page, "Send")
    expect(page.get_by_text("Your request has been sent.")).to_be_visible()
    assert (desk.sent(), desk.kept()) == (["Begun at home, gone on in a tunnel"], [])


def test_a_session_that_ends_costs_no_word(desk: LetterDesk, browser: Browser) -> None:
    page = opens(desk, browser)
    fills_in(page, "Written for an hour")
    says(page, KEPT)
    desk.sessions_end()
    fills_in(page, "Written for an hour, and another")
    says(page, SIGNED_OUT)
    presses(page, "Preview")
    says(page, SIGNED_OUT)
    desk.signs_in(page.context, "Alice")
    comes_back(page)
    says(page, KEPT)
    previews(page)
    desk.sessions_end()
    presses(page, "Send")
    says(page, SIGNED_OUT)
    desk.signs_in(page.context, "Alice")
    presses(page, "Send")
    expect(page.get_by_text("Your request has been sent.")).to_be_visible()
    assert (desk.sent(), desk.kept()) == (["Written for an hour, and another"], [])


def test_nothing_is_kept_for_somebody_who_did_not_write_it(desk: LetterDesk, browser: Browser) -> None:
    page = opens(desk, browser)
    page.locator("#why").fill("Alice's words")
    says(page, KEPT)
    desk.signs_in(page.context, "Bob")
    page.locator("#why").fill("Alice's words, more of them")
    says(page, "Someone else has signed in here. What you wrote is still on this page, but it isn’t saved.")
    assert desk.kept() == ["Alice's words"]


def test_a_window_left_open_does_not_write_over_another_one(desk: LetterDesk, browser: Browser) -> None:
    old = opens(desk, browser)
    old.locator("#why").fill("The old window")
    says(old, KEPT)
    new = old.context.new_page()
    new.goto(desk.letter_to("Carol"))
    expect(new.locator("#why")).to_have_value("The old window")
    new.locator("#why").fill("The new window")
    says(new, KEPT)
    old.locator("#why").fill("The old window, again")
    says(old, re.compile("^This letter was changed in another window"))
    assert desk.kept() == ["The new window"]
    presses(old, "Save draft")
    expect(old.get_by_text("Draft saved. Only you can see it.")).to_be_visible()
    assert desk.kept() == ["The old window, again"]


def test_a_letter_to_somebody_who_is_gone_is_told_so_and_not_held_back(
    desk: LetterDesk, browser: Browser
) -> None:
    page = opens(desk, browser)
    fills_in(page, "Written too late")
    desk.closes_the_door_of("Carol")
    presses(page, "Preview")
    expect(page.get_by_text("This letter can no longer be sent.")).to_be_visible()
    expect(page.get_by_text("Written too late")).to_be_visible()


def test_without_scripts_a_session_that_ends_costs_no_word(desk: LetterDesk, browser: Browser) -> None:
    page = opens(desk, browser, scripts=False)
    fills_in(page, "With a quill\nand patience")
    desk.sessions_end()
    presses(page, "Save draft")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing is lost")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in in a new tab").click()
    expect(opened.value).to_have_url(f"{desk.site.url}/sign-in")
    desk.signs_in(page.context, "Alice")
    presses(page, "Continue with what I wrote")
    expect(page.get_by_text("You’ve signed in again")).to_be_visible()
    presses(page, "Continue with what I wrote")
    expect(page.locator("#why")).to_have_value("With a quill\nand patience")
    presses(page, "Save draft")
    expect(page.get_by_text("Draft saved. Only you can see it.")).to_be_visible()
    page.get_by_role("link", name="Continue").click()
    presses(page, "Preview")
    presses(page, "Send")
    expect(page.get_by_text("Your request has been sent.")).to_be_visible()
    assert desk.kept() == []
