"""The main job by keyboard alone, on a phone's screen: nothing needs a pointer, and nothing in focus is covered."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from intro_app.config import Settings
from tests.browser.test_journey import Visit, people_come
from tests.conftest import SiteMaker
from tests.ground.databases import KEY
from tests.ground.post_office import PostOffice
from tests.ground.site import LiveSite
from tests.ground.written import GOOD_WORD, LETTER

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

ENOUGH = 60
_COVERED = """() => {
  const box = document.activeElement.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20));
  return !top || !(top.contains(document.activeElement) || document.activeElement.contains(top));
}"""

Sits = Callable[[str], Visit]


@pytest.fixture(params=["scripts on", "scripts off"])
def sits(request: pytest.FixtureRequest, browser: Browser, running_post_office: PostOffice) -> Sits:
    """Somebody with a keyboard, in a window as small as a phone."""

    def open_window(address: str) -> Visit:
        scripts = request.param == "scripts on"
        context = browser.new_context(java_script_enabled=scripts, viewport={"width": 390, "height": 700})
        request.addfinalizer(context.close)
        return Visit(context.new_page(), [], address, running_post_office)

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


def to(page: Page, wanted: str) -> None:
    """Press Tab until the focus is there; what has it must be seen."""
    for _press in range(ENOUGH):
        page.keyboard.press("Tab")
        if page.locator(f":focus:is({wanted})").count():
            assert not page.evaluate(_COVERED), f"{wanted} is covered"
            return
    raise AssertionError(f"no Tab leads to {wanted} on {page.url}")


def writes(page: Page, name: str, text: str) -> None:
    """Go to a field and write."""
    to(page, f"[name={name}]")
    page.keyboard.type(text)


def chooses(page: Page, name: str, value: str) -> None:
    """Go to a group of choices and move to this one."""
    to(page, f"[name={name}]")
    page.keyboard.press("Space")
    for _press in range(ENOUGH):
        if page.locator(f"[name={name}][value='{value}']:checked").count():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no arrow leads to {value} of {name}")


def presses(page: Page, wanted: str) -> None:
    """Go to a link or a button and press Enter."""
    to(page, wanted)
    page.keyboard.press("Enter")


def comes_in(alice: Visit, site: LiveSite) -> None:
    """By the link of an e-mail."""
    alice.page.goto(f"{site.url}/sign-in")
    writes(alice.page, "email", alice.address)
    alice.page.keyboard.press("Enter")
    alice.page.goto(alice.awaits("Your way in").link("l"))
    presses(alice.page, "main button")
    expect(alice.page.get_by_role("heading", level=1)).to_have_text("My introductions")


def asks(page: Page) -> None:
    """A letter to someone whom Bob may know."""
    presses(page, "nav [href='/ask']")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ask for an introduction")
    presses(page, "[href^='/ask/through/']")
    expect(page.locator("[name=someone]")).to_be_visible()
    writes(page, "someone", "has found a hall for a choir")
    chooses(page, "purpose", LETTER["purpose"])
    for name in ("what_for", "why", "benefit", "minutes"):
        writes(page, name, LETTER[name])
    chooses(page, "medium", LETTER["medium"])
    presses(page, "[value=preview]")
    expect(page.get_by_role("heading", level=1)).to_have_text("As they will read it")
    presses(page, "[value=send]")
    expect(page.get_by_text("Your letter is on its way.")).to_be_visible()


def connects(bob: Visit) -> None:
    """A good word, and whom to ask."""
    page = bob.page
    page.goto(bob.awaits("Would you make an introduction?").link("r"))
    chooses(page, "decision", "yes")
    writes(page, "knows_requester", GOOD_WORD["knows_requester"])
    chooses(page, "nearness", GOOD_WORD["nearness"])
    writes(page, "whom", "Carol")
    writes(page, "knows_recipient", GOOD_WORD["knows_recipient"])
    writes(page, "why_both", GOOD_WORD["why_both"])
    chooses(page, "unpaid", GOOD_WORD["unpaid"])
    presses(page, "form.answer button")
    expect(page.get_by_text("with your words first")).to_be_visible()


def says_yes(carol: Visit) -> None:
    """Yes, and an e-mail address."""
    page = carol.page
    page.goto(carol.awaits("Someone you know would like to introduce you").link("r"))
    chooses(page, "decision", "yes")
    to(page, "[name=shares][value=email]")
    page.keyboard.press("Space")
    presses(page, "form.answer button")
    expect(page.get_by_text("Your yes is kept.")).to_be_visible()


def test_the_main_job_by_keyboard_alone(site: LiveSite, sits: Sits) -> None:
    alice, bob, carol = (sits(f"{name}@example.org") for name in ("alice", "bob", "carol"))
    comes_in(alice, site)
    asks(alice.page)
    connects(bob)
    says_yes(carol)
    assert "carol@example.org" in alice.awaits("Your introduction").text
