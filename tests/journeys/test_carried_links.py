"""A link carried by a connector: they can open it too, and must not learn from it what was answered."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.browsing import grouped
from tests.support.forms import form_with
from tests.support.journeys.links_pressed import path_of
from tests.support.journeys.watching import bare_page
from tests.support.people import visitor
from tests.support.story import Somebody, Story

pytestmark = pytest.mark.both_databases

DAY = timedelta(days=1)


@dataclass
class Carried:
    """Bob carries Alice's question to Gwen."""

    story: Story
    alice: Somebody
    bob: Somebody
    gwen: Somebody
    introduction: str
    link: str

    def opens(self, browser: FlaskClient | None = None) -> TestResponse:
        return (browser or visitor(self.story.app)).get(path_of(self.link))

    def press(self, decision: str, browser: FlaskClient | None = None, **typed: str) -> TestResponse:
        """Open the link, choose, send; in this browser, or in a new one."""
        browser = browser or visitor(self.story.app)
        page = self.opens(browser)
        assert page.status_code == 200, page.text
        form = form_with(page.text, action="/r")
        done = browser.post("/r", data=grouped(form.filled(decision=decision, **typed)))
        self.story.work()
        return done

    def says_yes(self, who: Somebody, browser: FlaskClient | None = None) -> TestResponse:
        """A yes with the six digits that came to this person's mailbox."""
        browser = browser or visitor(self.story.app)
        asked = self.press("yes", browser, name=who.name, email=who.address)
        form = form_with(asked.text, action="/r/code")
        done = browser.post("/r/code", data=grouped(form.filled(code=code_in(who))))
        self.story.work()
        return done

    def bob_sees(self) -> dict[str, str]:
        """What Bob can look at: his pages, the text to pass on, and the link that he carries."""
        pages = {path: self.bob.get(path) for path in ("/introductions", "/agreed", self.page)}
        pages["link"] = self.opens()
        pages["pass-on"] = self.bob.fill(self.page, self.bob.get(self.page), "", action="/pass-on")
        seen = {path: f"{page.status_code}\n{bare_page(page.text)}" for path, page in pages.items()}
        return {path: re.sub(r"/([rp])/[\w.\-]{40,}", r"/\1/TOKEN", text) for path, text in seen.items()}

    @property
    def page(self) -> str:
        return f"/introductions/{self.introduction}"


def code_in(somebody: Somebody) -> str:
    return str(re.findall(r"\b\d{6}\b", somebody.newest().text)[0])


@pytest.fixture
def carried(story: Story, alice: Somebody, bob: Somebody) -> Carried:
    introduction = alice.asks(through=bob)
    page = bob.lends_good_word(whom="carry", guest_label="G. from the mill").text
    link = re.findall(r'class="link-written">([^<]+)<', page)[0]
    return Carried(
        story, alice, bob, story.guest("Gwen Pryce", "gwen@guests.example.net"), introduction, link
    )


@pytest.mark.parametrize("decision", ["no", "yes", "wrong_person", "block", "never", "not_now"])
def test_bob_sees_the_same_before_and_after_an_answer(carried: Carried, decision: str) -> None:
    before = carried.bob_sees()
    if decision == "yes":
        carried.says_yes(carried.gwen)
    else:
        carried.press(decision, sentence="busy")
    assert carried.bob_sees() == before


def test_the_browser_that_answered_reads_its_answer(carried: Carried) -> None:
    browser = visitor(carried.story.app)
    assert "On the closing date they hear" in carried.press("no", browser).text
    assert "You answered “not this time” on" in carried.opens(browser).text
    assert "Would you like to meet " in carried.opens().text


def test_answering_again_elsewhere_says_the_same_thanks_and_changes_nothing(carried: Carried) -> None:
    thanks = carried.press("no").text
    assert bare_page(carried.press("no").text) == bare_page(thanks)
    mallory = carried.story.guest("Mallory Voss", "mallory@guests.example.net")
    assert "You answered yes on" in carried.says_yes(mallory).text
    carried.story.wait(25 * DAY, DAY)
    assert not [one for one in carried.alice.letters if "mallory@" in one.text or "Everyone" in one.subject]
    assert "Closed without an introduction" in carried.alice.get(carried.page).text


def test_a_yes_of_somebody_else_does_not_take_the_place_of_the_first(carried: Carried) -> None:
    carried.says_yes(carried.gwen)
    mallory = carried.story.guest("Mallory Voss", "mallory@guests.example.net")
    browser = visitor(carried.story.app)
    page = carried.says_yes(mallory, browser)
    form = form_with(page.text, action="/r/take-back")
    done = browser.post("/r/take-back", data=grouped(form.filled(sure="yes")))
    assert "You’ve withdrawn your yes" in done.text
    assert "later withdrew it" in carried.opens(browser).text
    carried.story.details_come_out()
    details = [one.text for one in carried.alice.letters if carried.gwen.address in one.text]
    assert details
    assert not [one for one in carried.alice.letters if mallory.address in one.text]


def test_a_yes_is_withdrawn_in_another_browser_after_the_six_digits(carried: Carried) -> None:
    carried.says_yes(carried.gwen)
    browser = visitor(carried.story.app)
    page = carried.says_yes(carried.gwen, browser)
    form = form_with(page.text, action="/r/take-back")
    done = browser.post("/r/take-back", data=grouped(form.filled(sure="yes")))
    assert "You’ve withdrawn your yes" in done.text
    carried.story.wait(25 * DAY, DAY)
    assert not [one for one in carried.alice.letters if carried.gwen.address in one.text]


def test_no_address_is_shown_to_who_merely_holds_the_link(carried: Carried) -> None:
    carried.press("yes", name=carried.gwen.name, email=carried.gwen.address)
    assert carried.gwen.address not in carried.opens().text
    assert carried.gwen.name not in carried.opens().text
    token = carried.link.rpartition("/")[2]
    wrong = visitor(carried.story.app).post("/r/code", data={"token": token, "code": "000000"})
    assert wrong.status_code == 422
    assert carried.gwen.address not in wrong.text


def test_a_stop_acts_from_any_browser(carried: Carried) -> None:
    carried.says_yes(carried.gwen)
    carried.press("never")
    carried.story.wait(25 * DAY, DAY)
    assert not [one for one in carried.alice.letters if carried.gwen.address in one.text]


def test_a_link_is_closed_everywhere_when_alice_takes_it_back(carried: Carried) -> None:
    carried.press("no")
    carried.alice.withdraws(carried.introduction)
    assert carried.opens().status_code == 410
    assert "to your guest yourself" not in carried.bob.get(carried.page).text


def test_a_forgotten_guest_s_link_tells_no_answer(carried: Carried) -> None:
    carried.press("no")
    carried.story.wait(40 * DAY, DAY)
    assert carried.opens().status_code == 410
