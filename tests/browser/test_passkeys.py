"""Passkeys in a real browser, with the device that Chromium plays."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from intro_app import clock, create_app
from intro_app.config import Settings
from intro_app.db import db
from intro_app.identity import service
from tests.conftest import SiteMaker
from tests.support.databases import KEY
from tests.support.live_site import LiveSite
from tests.support.people import MemberHandle, People

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def site(make_site: SiteMaker) -> LiveSite:
    """The site under a name: passkeys belong to names."""
    site = make_site()
    site.environment["BASE_URL"] = url(site)
    site.start_web()
    return site


@pytest.fixture
def desk(database: str, tmp_path: Path) -> Iterator[Flask]:
    """The same site in this process, to prepare people."""
    app = create_app(Settings(database_url=database, data_dir=tmp_path, secret_keys=(KEY,), lasting_key=KEY))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def dan(desk: Flask) -> MemberHandle:
    """A new moderator."""
    return People(desk, clock.now()).dan.becomes("moderator")


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One person's browser."""
    with browser.new_context() as context:
        yield context


def url(site: LiveSite) -> str:
    """Where a browser finds it by name."""
    return f"http://localhost:{site.port}"


def come_in(context: BrowserContext, site: LiveSite, person: MemberHandle, at: datetime) -> None:
    """Sign in by mail, as if the link had been followed."""
    with person.app.app_context():
        token = service.open_session(person.member, service.Browser(secret=""), at)
    context.add_cookies([{"name": "sid", "value": token, "url": url(site)}])


def device(page: Page, **more: Any) -> None:
    """Give the page's browser a device that makes and keeps passkeys."""
    chromium = page.context.new_cdp_session(page)
    chromium.send("WebAuthn.enable")
    chromium.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE | more})


def press(page: Page, name: str) -> None:
    """Press a button."""
    page.get_by_role("button", name=name).click()


def test_a_moderator_brings_a_passkey_and_comes_in_with_it(
    context: BrowserContext, site: LiveSite, dan: MemberHandle
) -> None:
    come_in(context, site, dan, clock.now())
    page = context.new_page()
    device(page)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{url(site)}/me/passkeys")
    press(page, "Add a passkey")
    page.get_by_label("Name of this passkey").fill("the laptop")
    press(page, "Create passkey")
    expect(page.get_by_role("status").first).to_have_text("Passkey added. You can now sign in with it.")
    expect(page.get_by_text("the laptop")).to_be_visible()
    page.goto(f"{url(site)}/me")
    press(page, "Sign out")
    page.goto(f"{url(site)}/sign-in?next=/me/passkeys")
    press(page, "Sign in with a passkey")
    press(page, "Use my passkey")
    page.wait_for_url("**/me/passkeys")
    expect(page.get_by_text("You’re signed in without a passkey")).to_have_count(0)
    expect(page.get_by_text("last used")).to_be_visible()
    assert [
        said for said in complaints if "Cleared data types" not in said
    ] == []  # what signing out is to do


def test_a_device_that_does_not_know_its_person_is_told_of_on_the_page(
    context: BrowserContext, site: LiveSite, dan: MemberHandle
) -> None:
    come_in(context, site, dan, clock.now())
    page = context.new_page()
    device(page, isUserVerified=False)
    page.goto(f"{url(site)}/me/passkeys")
    press(page, "Add a passkey")
    press(page, "Create passkey")
    expect(page.get_by_role("alert").filter(has_text="Your device didn’t create a passkey")).to_be_visible()


def test_a_device_without_a_passkey_leads_back_to_mail(context: BrowserContext, site: LiveSite) -> None:
    page = context.new_page()
    device(page)
    page.goto(f"{url(site)}/sign-in")
    press(page, "Sign in with a passkey")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_text("This page needs JavaScript")).to_be_hidden()
    press(page, "Use my passkey")
    expect(page.get_by_role("alert").filter(has_text="Your device has no passkey")).to_be_visible()
    page.get_by_role("link", name="Sign in by e-mail instead").click()
    expect(page.get_by_label("Your e-mail address")).to_be_visible()


def test_without_scripts_the_page_says_so_and_mail_still_works(browser: Browser, site: LiveSite) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{url(site)}/sign-in")
        press(page, "Sign in with a passkey")
        expect(page.get_by_text("This page needs JavaScript")).to_be_visible()
        press(page, "Use my passkey")
        expect(page.get_by_role("heading", name="That passkey didn’t work")).to_be_visible()
        page.get_by_role("link", name="Start again").click()
        page.get_by_label("Your e-mail address").fill("dan@example.org")
        press(page, "E-mail me a link")
        expect(page.get_by_role("heading", name="Check your e-mail")).to_be_visible()
