"""Every way of coming in, through pages and the mailbox: an invitation, a link, a request, an evening."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from intro_app import clock
from intro_app.config import Settings
from intro_app.joining.lists.service import send_lists
from tests.support.identity_pages import ask, follow
from tests.support.joining import press
from tests.support.lists import SOURCE, reads, sends
from tests.support.people import visitor
from tests.support.story import Somebody, Story

HOST = "https://meet.example.org"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Invited people come in at once; all others are read by staff."""
    return replace(settings, joining=("invitation", "request"))


@pytest.fixture
def mei(story: Story) -> Somebody:
    """She has no account yet."""
    return story.guest("Mei Tanaka", "mei@elsewhere.net")


def test_bob_invites_mei_and_they_know_each_other(story: Story, bob: Somebody, mei: Somebody) -> None:
    page = bob.get("/me/invitations")
    typed = {"email": mei.address, "name": mei.name, "line": "You asked who could mend bellows."}
    bob.fill("/me/invitations", page, "Send the invitation", typed, action="/me/invitations")
    story.work()
    browser = visitor(story.app)
    opened = browser.get(_path(mei, "i"))
    assert "You asked who could mend bellows." in opened.text
    assert _is_in(browser, press(browser, opened, "/i", name=mei.name, knows="y").headers["Location"])
    story.work()
    assert "Mei Tanaka" in bob.get("/me/acquaintances").text
    assert "Bob Keller" in browser.get("/me/acquaintances").text
    assert mei.address not in bob.newest().text


def test_bob_passes_on_a_link(story: Story, bob: Somebody, mei: Somebody) -> None:
    bob.fill(
        "/me/invitations",
        bob.get("/me/invitations"),
        "Create a link",
        {"label": "for Mei"},
        action="/me/invitations/links",
    )
    path = "/j/" + bob.get("/me/invitations").text.partition("meet.example.org/j/")[2][:9]
    browser = visitor(story.app)
    press(browser, browser.get(path), "/j", email=mei.address)
    story.work()
    assert _is_in(browser, follow(browser, _path(mei, "l"), name=mei.name).headers["Location"])
    assert "1 of 1 joined" in bob.get("/me/invitations").text


def test_mei_asks_and_dan_lets_her_in(story: Story, mei: Somebody) -> None:
    dan = story.people.dan.becomes("admin").browser(by_passkey=True)
    browser = visitor(story.app)
    ask(browser, mei.address)
    story.work()
    page = browser.get(_path(mei, "l"), follow_redirects=True)
    press(browser, page, "/n", name=mei.name, first="Bellows, and the people who mend them.")
    story.work()
    assert "reading your request" in browser.get(_path(mei, "q")).text
    assert not _is_in(browser, "/me")
    read = dan.get("/staff/requests")
    assert mei.name in read.text
    press(dan, read, "/staff/requests", button="let_in", requests="1")
    story.work()
    opened = browser.get(_path(mei, "q"))
    assert _is_in(browser, press(browser, opened, "/q").headers["Location"])


def test_mei_comes_by_the_pass_of_an_evening(story: Story, mei: Somebody) -> None:
    dan = story.people.dan.becomes("admin").browser(by_passkey=True)
    page = dan.get("/staff/evening")
    press(dan, page, "/staff/evening", label="Summer evening", places="40", clock="22:30")
    path = "/j/" + dan.get("/staff/evening").text.partition("meet.example.org/j/")[2][:9]
    browser = visitor(story.app)
    press(browser, browser.get(path), "/j", email=mei.address)
    story.work()
    assert _is_in(browser, follow(browser, _path(mei, "l"), name=mei.name).headers["Location"])
    assert "1 of 40 joined" in dan.get("/staff/evening").text


@pytest.mark.parametrize(
    ("locale", "subject", "button"),
    [
        ("en", "Mutual invites you", "Read the invitation"),
        ("de", "Mutual lädt dich ein", "Einladung lesen"),
        ("es", "Mutual te invita", "Leer la invitación"),
    ],
)
def test_mei_is_on_a_list_of_the_organiser_and_joins(
    story: Story, mei: Somebody, locale: str, subject: str, button: str
) -> None:
    dan = story.people.dan.becomes("admin").browser(by_passkey=True)
    preview = reads(dan, f"Name;E-Mail\n{mei.name};{mei.address}\nNoa Levi;noa@elsewhere.net\nX;nobody")
    path = sends(dan, preview, locale=locale)
    story.wait(timedelta(seconds=5))
    with story.app.app_context():
        send_lists(clock.now())
    story.work()
    letter = mei.newest("i")
    assert letter.subject == subject
    assert button in letter.text
    assert SOURCE in letter.text
    browser = visitor(story.app)
    opened = browser.get(_path(mei, "i"))
    assert SOURCE in opened.text
    assert _is_in(browser, press(browser, opened, "/i", name=mei.name).headers["Location"])
    page = story.people.dan.browser(by_passkey=True).get(path).text
    assert "2 of 2 done" in page
    assert '<dt>Joined</dt><dd dir="auto">1</dd>' in page


def _path(one: Somebody, kind: str) -> str:
    return one.newest(kind).link(kind).removeprefix(HOST)


def _is_in(browser: FlaskClient, path: str) -> bool:
    return browser.get(path).status_code == 200 and browser.get("/me").status_code == 200
