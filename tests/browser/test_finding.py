"""Choosing one of many people: the list shrinks while somebody types, and works by keyboard alone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from intro_app import clock
from intro_app.db import db
from intro_app.identity import service
from intro_app.identity.queries import member_by_mailbox
from intro_app.people.service import say_i_know
from tests.support.demo_site import DemoSite, told_story

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_person_is_found_and_chosen_by_keyboard(browser: Browser, tmp_path: Path) -> None:
    with told_story(tmp_path) as told, browser.new_context() as context:
        _bob_knows_many(told)
        page = context.new_page()
        context.add_cookies([{"name": "sid", "value": told.session_of("Bob"), "url": told.site.url}])
        page.goto(f"{told.site.url}/offer")
        find = page.get_by_label("Ask second: Find")
        page.locator("#paragraph").fill("You both like old metal.")
        find.focus()
        page.keyboard.type("zoe number7")
        expect(page.locator("#whom option")).to_have_count(4)  # nobody yet, she, and two kinds of guests
        expect(page.locator("#whom-number")).to_have_text("1 found")
        page.keyboard.press("Enter")
        expect(page.locator("#whom")).to_be_focused()
        page.keyboard.press("ArrowDown")
        expect(page.locator("#whom option:checked")).to_have_text("Zoë Number7")
        find.fill("nobody at all")
        expect(page.locator("#whom-number")).to_have_text("No one found, so here is everyone.")
        expect(page.locator("#whom option:checked")).to_have_text("Zoë Number7")
        _list_shrinks(page, told)
        _people_are_searched(page, told)


def _list_shrinks(page: Page, told: DemoSite) -> None:
    page.goto(f"{told.site.url}/me/acquaintances")
    page.get_by_label("Find", exact=True).fill("number1")
    expect(page.locator("#known li:visible")).to_have_count(3)
    page.keyboard.press("Enter")
    expect(page.locator("#known li:visible a").first).to_be_focused()


def _people_are_searched(page: Page, told: DemoSite) -> None:
    """The list follows what is typed without a new page, says its number, and the address can be kept."""
    page.goto(f"{told.site.url}/people")
    find, number, found = (
        page.get_by_label("Find people"),
        page.locator("#found-number"),
        page.locator("#found"),
    )
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    find.press_sequentially("nobody at all", delay=20)
    expect(number).to_have_text("No one found")
    expect(found).to_contain_text("Try fewer or other words, or fewer filters.")
    expect(page).to_have_url(re.compile(r"/people\?find=nobody\+at\+all$"))
    assert len(asked) < len("nobody at all"), "not one for each letter"
    find.fill("carol")
    expect(found.locator("mark").first).to_have_text("Carol")
    expect(found).to_contain_text("Found in: Name")
    page.keyboard.press("Enter")
    expect(found.locator("li a").first).to_be_focused()
    _filters_narrow_and_the_address_keeps_them(page)


def _filters_narrow_and_the_address_keeps_them(page: Page) -> None:
    number, found = page.locator("#found-number"), page.locator("#found")
    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("Place").fill("atlantis")
    expect(number).to_have_text("No one found")
    page.get_by_label("Place").fill("")
    expect(found.locator("mark").first).to_have_text("Carol")
    expect(page).to_have_url(re.compile(r"/people\?find=carol(&|$)"))
    page.reload()
    expect(page.get_by_label("Find people")).to_have_value("carol")
    expect(found.locator("mark").first).to_have_text("Carol")


def _bob_knows_many(told: DemoSite) -> None:
    with told.app.app_context():
        bob = member_by_mailbox("bob@example.org")
        assert bob
        for number in range(12):
            other = service.join(f"zoe{number}@example.org", f"Zoë Number{number}", clock.now())
            say_i_know(bob, other, clock.now())
            say_i_know(other, bob, clock.now())
        db.engine.dispose()
