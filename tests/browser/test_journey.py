"""The main journey in a browser, with and without scripts: Alice asks through Bob, and Carol says yes."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from intro_app import clock, create_app
from intro_app.config import Settings
from intro_app.db import db
from tests.conftest import SiteMaker
from tests.support.databases import KEY
from tests.support.default_texts import GOOD_WORD, LETTER
from tests.support.live_site import LiveSite
from tests.support.mail_server import PostOffice
from tests.support.patience import PATIENCE
from tests.support.people import People
from tests.support.received_mail import ReceivedMail

pytestmark = [pytest.mark.browser, pytest.mark.one_database, pytest.mark.slow]


@dataclass
class Visit:
    """One person's browser window, what it complained about, and that person's mail."""

    page: Page
    complaints: list[str]
    address: str
    office: PostOffice

    def awaits(self, subject: str) -> ReceivedMail:
        """The letter whose subject begins so, once the worker has brought it."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for letter in self.office.letters:
                if letter.to == self.address and letter.subject.startswith(subject):
                    return letter
            time.sleep(0.1)
        raise AssertionError(
            f"{subject!r} did not come: {[(one.to, one.subject) for one in self.office.letters]}"
        )

    def press(self, button: str) -> None:
        """Press a button of the page."""
        self.page.get_by_role("button", name=button, exact=True).click()


Visitor = Callable[[str], Visit]


@pytest.fixture(params=["scripts on", "scripts off"])
def visitor(request: pytest.FixtureRequest, browser: Browser, running_post_office: PostOffice) -> Visitor:
    """Opens a window of its own for each person."""

    def open_window(address: str) -> Visit:
        context = browser.new_context(java_script_enabled=request.param == "scripts on")
        request.addfinalizer(context.close)
        page, complaints = context.new_page(), list[str]()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda problem: complaints.append(str(problem)))
        return Visit(page, complaints, address, running_post_office)

    return open_window


@pytest.fixture
def site(make_site: SiteMaker, running_post_office: PostOffice, database: str, tmp_path: Path) -> LiveSite:
    """The running site with its worker; Alice, Bob and Carol are there, and Bob knows both."""
    running_post_office.letters.clear()
    running = make_site(smtp_url=running_post_office.url, undo_minutes="0.03")
    people_come(Settings(database_url=database, data_dir=tmp_path, secret_keys=(KEY,), lasting_key=KEY))
    running.start_web()
    running.start_worker()
    return running


def people_come(settings: Settings) -> None:
    """Everybody joined forty days ago."""
    app = create_app(settings)
    people = People(app, clock.now() - timedelta(days=40))
    people.know_each_other(people.alice, people.bob)
    people.know_each_other(people.bob, people.carol)
    with app.app_context():
        db.engine.dispose()


def signs_in(visit: Visit, site: LiveSite) -> None:
    """Come in by the link of an e-mail."""
    visit.page.goto(f"{site.url}/sign-in")
    visit.page.get_by_role("textbox").fill(visit.address)
    visit.page.locator("main button[type=submit]").click()
    visit.page.goto(visit.awaits("Sign in to ").link("l"))
    visit.page.locator("main button[type=submit]").first.click()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("My introductions")


def asks_through_bob(alice: Visit) -> None:
    """Write a letter to someone whom Bob may know, look at it, send it."""
    page = alice.page
    page.get_by_role("link", name="Ask", exact=True).click()
    page.get_by_role("link", name="Ask them to introduce me").click()
    page.locator("[name=someone]").fill("has found a hall for a choir")
    for name in ("what_for", "why", "benefit", "minutes"):
        page.locator(f"[name={name}]").fill(LETTER[name])
    for name in ("purpose", "medium"):
        page.locator(f"[name={name}][value={LETTER[name]}]").check()
    page.locator("[name=shares][value=email]").check()
    alice.press("Preview")
    expect(page.get_by_text(LETTER["why"])).to_be_visible()
    alice.press("Send")
    expect(page.get_by_text("Your request has been sent.")).to_be_visible()


def lends_good_word(bob: Visit) -> None:
    """Open the question, choose Carol, write a good word."""
    page = bob.page
    page.goto(bob.awaits("Alice Marsh asks you for an introduction").link("r"))
    page.get_by_role("radio", name="Yes, I’ll ask them").check()
    for name in ("knows_requester", "knows_recipient", "why_both"):
        page.locator(f"[name={name}]").fill(GOOD_WORD[name])
    for name in ("nearness", "unpaid"):
        page.locator(f"[name={name}][value={GOOD_WORD[name]}]").check()
    page.locator("[name=whom]").select_option(label="Carol Duarte")
    bob.press("Send my answer")
    expect(page.get_by_text("with your words first")).to_be_visible()


def says_yes(carol: Visit) -> None:
    """Open the question, tick the e-mail address, say yes."""
    page = carol.page
    page.goto(carol.awaits("Bob Keller would like to introduce you to someone").link("r"))
    expect(page.get_by_text(GOOD_WORD["why_both"])).to_be_visible()
    page.get_by_role("radio", name="Yes, introduce us").check()
    page.locator("[name=shares][value=email]").check()
    carol.press("Send my answer")
    expect(page.get_by_text("Your answer is saved.")).to_be_visible()


def test_alice_asks_bob_and_carol_answer_and_details_arrive(site: LiveSite, visitor: Visitor) -> None:
    alice, bob, carol = (visitor(f"{name}@example.org") for name in ("alice", "bob", "carol"))
    signs_in(alice, site)
    asks_through_bob(alice)
    lends_good_word(bob)
    says_yes(carol)

    introduced = alice.awaits("Carol Duarte and you: introduced")
    assert "carol@example.org" in introduced.text
    assert str(introduced.message["Reply-To"]) == "carol@example.org"
    assert "alice@example.org" in carol.awaits("Alice Marsh and you: introduced").text
    assert not re.search(r"(alice|carol)@", bob.awaits("Your introduction worked: they’re connected").text)
    alice.page.goto(f"{site.url}/introductions")
    expect(alice.page.get_by_text("You and Carol Duarte")).to_be_visible()
    assert "carol@example.org" not in alice.page.content()
    assert alice.complaints + bob.complaints + carol.complaints == []
