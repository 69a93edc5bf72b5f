"""A join in a browser, in the demo as `intro run` starts it: our page, Stripe's played page, and back."""

import re
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_web_pages import listening
from tests.support.live_site import LiveSite, Process, live_site
from tests.support.patience import PATIENCE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("demo"),  # they walk through the same one
]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """The demo, running; each test is somebody else in it."""
    with live_site("", tmp_path_factory.mktemp("demo")) as site:
        _await(site.start("run"), "All data is stored in")
        yield site


@pytest.mark.parametrize(
    ("scripts", "who"), [(True, "Alice"), (False, "Dan")], ids=["scripts on", "scripts off"]
)
def test_joining_leaving_and_taking_it_back(
    browser: Browser, demo: LiveSite, scripts: bool, who: str
) -> None:
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    complaints = listening(page)
    _be(who, page, demo)
    _chooses(page, demo, "A card that is declined")
    page.get_by_role("button", name="Pay").click()
    expect(page.get_by_text("Your card was declined. Nothing was paid.")).to_be_visible()
    page.get_by_label("A card that works").check()
    page.get_by_role("button", name="Pay").click()
    expect(page.get_by_text("You’re a supporting member. Thank you.")).to_be_visible()
    assert page.url == f"{demo.url}/me/membership?done=paid"
    _change_mind_at_stripe(page)
    page.goto(f"{demo.url}/me/membership")
    page.get_by_role("button", name="Cancel now and get a refund").click()
    expect(
        page.get_by_text("Your supporting membership has ended. Introductions work as before.")
    ).to_be_visible()
    expect(page.get_by_text("refunded")).to_be_visible()
    assert [said for said in complaints if "ERR_ABORTED" not in said and "402" not in said] == []
    context.close()


def test_a_page_that_waits_turns_by_itself_once_it_is_paid(browser: Browser, demo: LiveSite) -> None:
    context = browser.new_context()
    page, waits = context.new_page(), context.new_page()
    _be("Mallory", page, demo)
    _chooses(page, demo, "A card that works")
    # It waits for half a minute, which is over too soon on a busy machine: for this page time stands still.
    waits.clock.install(time=0)
    waits.clock.pause_at(1)
    waits.goto(f"{demo.url}/me/membership?done=paid")
    expect(waits.get_by_role("status").filter(has_text="Waiting for Stripe")).to_be_visible()
    page.get_by_role("button", name="Pay").click()
    _until(lambda: "Thank you." in context.request.get(waits.url).text(), "it is not paid")
    waits.clock.run_for(2_000)
    expect(waits.get_by_text("You’re a supporting member. Thank you.")).to_be_visible()
    context.close()


def _be(who: str, page: Page, demo: LiveSite) -> None:
    page.goto(f"{demo.url}/dev/people")
    page.get_by_role("button", name=re.compile(who)).or_(
        page.get_by_role("link", name=re.compile(who))
    ).first.click()
    # The page that was left is loaded, too: wait for the next.
    expect(page).not_to_have_url(re.compile("/dev/people"))


def _chooses(page: Page, demo: LiveSite, card: str) -> None:
    """Come as far as the button that pays."""
    _open_once_prices_are_known(page, demo)
    page.get_by_role("link", name="My supporting membership").click()
    expect(page.get_by_text("Demo payment: no money moves.")).to_be_visible()
    page.get_by_label(re.compile("The reduced price")).check()
    page.get_by_role("button", name="Continue to payment").click()
    expect(page.get_by_text("Demo payment, no money moves.")).to_be_visible()
    page.get_by_label(card).check()


def _open_once_prices_are_known(page: Page, demo: LiveSite) -> None:
    """Open the page about memberships; the worker asks Stripe for the prices after the site is up."""
    until = time.monotonic() + PATIENCE
    page.goto(f"{demo.url}/membership")
    while not page.get_by_role("link", name="My supporting membership").count():
        assert time.monotonic() < until, page.content()
        time.sleep(0.2)
        page.reload()


def _change_mind_at_stripe(page: Page) -> None:
    page.get_by_role("button", name="Change card or price").click()
    page.get_by_role("button", name="End with the period").click()
    page.get_by_role("link", name="Back to the site").click()
    expect(page.get_by_text("We won’t charge you again.")).to_be_visible()
    page.get_by_role("button", name="Keep my supporting membership").click()
    expect(page.get_by_text("Your supporting membership continues.")).to_be_visible()


def _await(run: Process, words: str) -> None:
    _until(lambda: words in run.log.read_text() or not run.is_running, f"{words!r} is not said")
    assert run.is_running, run.log.read_text()


def _until(is_so: Callable[[], bool], problem: str) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until, problem
        time.sleep(0.1)
