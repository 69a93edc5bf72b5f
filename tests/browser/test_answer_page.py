"""The pages behind links in ten seconds: two screens of a phone say who, why and what for.

So do the answer page of everybody who is asked, a guest with a link that was passed on among them, the page
of a follow-up, and that of a report.
"""

import os
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize

from tests.conftest import BASE_URL
from tests.support.calendar import Calendar
from tests.support.face.cast import LETTERS, gather
from tests.support.http_server import served
from tests.support.journeys.questions import every_question, path_of, reads
from tests.support.mail_server import Mailbox
from tests.support.people import People
from tests.support.story import Story

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

PHONE: ViewportSize = {"width": 390, "height": 844}
# Two screens of the phone.
FOLD = 2 * 844

# The same for a page of questions that begins with a sentence on what it is about.
_QUESTIONS = """() => {
  const end = (one) => one ? Math.round(one.getBoundingClientRect().bottom + scrollY) : Infinity;
  const asked = document.querySelector("form fieldset.choice");
  return {
    "which introduction": end(document.querySelector(".lede")),
    "what happens with it": end(document.querySelector(".lede ~ p, form > p")),
    "the choices": end(asked.querySelector(".choice-card")),
  };
}"""

# Where the parts of the page end, in pixels from its top, and where the choices begin when they do not stick.
_PLACES = """() => {
  const end = (one) => one ? Math.round(one.getBoundingClientRect().bottom + scrollY) : Infinity;
  const letters = [...document.querySelectorAll(".letter .letter-text")];
  return {
    "who asks": end(document.querySelector(".lede")),
    "through whom": end(document.querySelector(".brief")),
    "what for, and why": end(letters.at(-1)),
    "the choices": end(document.querySelector(".decision").previousElementSibling),
  };
}"""


@pytest.fixture
def story(app: Flask, people: People, mailbox: Mailbox, the_calendar: Calendar) -> Story:
    """A site on which nothing has happened yet."""
    return Story(app, people, mailbox, the_calendar)


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_two_screens_of_a_phone_say_it_all(language: str, story: Story, browser: Browser) -> None:
    questions = every_question(story, language)
    with (
        served(lambda *given: _at_its_address(story.app, *given)) as home,
        browser.new_context(viewport=PHONE, locale=language) as context,
    ):
        page = context.new_page()
        late = {kind: _below_the_fold(page, home + path, kind) for kind, path in questions.items()}
    assert "guest with a link that was passed on" in late
    assert not {kind: places for kind, places in late.items() if places}


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_so_do_the_pages_of_a_follow_up_and_of_a_report(
    language: str, story: Story, browser: Browser
) -> None:
    alice, bob, carol = gather(story, "Alice Marsh", "Bob Keller", "Carol Duarte")
    alice.asks(to=carol, through=bob, **LETTERS[0])
    bob.lends_good_word()
    report = path_of(carol.newest("r").link("p"))
    carol.says_yes()
    story.details_come_out()
    story.wait(timedelta(days=15), timedelta(days=1))
    follow_up = path_of(carol.newest("f").link("f"))
    reads(carol, language)
    with (
        served(lambda *given: _at_its_address(story.app, *given)) as home,
        browser.new_context(viewport=PHONE, locale=language) as context,
    ):
        page = context.new_page()
        late = _below_the_fold(page, home + report, "report", _QUESTIONS)
        assert page.locator("main").inner_text().count("2026") == 1, "it says which introduction, once"
        late |= _below_the_fold(page, home + follow_up, "follow-up", _QUESTIONS)
        said = page.locator("main").inner_text()
    assert not late
    for words in ("Alice Marsh", "Bob Keller", LETTERS[0]["what_for"]):
        assert words in said, "who, through whom, and what for"


def _at_its_address(
    app: Flask, environ: "WSGIEnvironment", start_response: "StartResponse"
) -> Iterable[bytes]:
    """The site takes no request for another host than its own."""
    return app.wsgi_app(environ | {"HTTP_HOST": BASE_URL.partition("://")[2]}, start_response)


def _below_the_fold(page: Page, address: str, kind: str, where: str = _PLACES) -> dict[str, int]:
    """What of this page begins or ends below the second screen."""
    page.goto(address, wait_until="load")
    if folder := os.environ.get("PICTURES"):
        language = page.locator("html").get_attribute("lang")
        page.screenshot(path=f"{folder}/{kind.replace(' ', '-')}-{language}.png", full_page=True)
    places: dict[str, int] = page.evaluate(where)
    return {part: place for part, place in places.items() if place > FOLD}
