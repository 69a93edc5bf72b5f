"""After an introduction, and when something was wrong, by keyboard alone."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import CDPSession

from tests.browser.test_passkeys import DEVICE
from tests.support.journeys.followed_up import THANKED, connect, mails, pass_days
from tests.support.keyboard import Keyboard
from tests.support.moderation_desk import DECISION, HEARING, WORDS, Moderator, report
from tests.support.story import Somebody, Story


@pytest.fixture
def passkeys(keys: Keyboard) -> Iterator[CDPSession]:
    """The device for passkeys that Chromium plays."""
    chromium = keys.page.context.new_cdp_session(keys.page)
    chromium.send("WebAuthn.enable")
    chromium.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield chromium
    chromium.send("WebAuthn.disable")
    chromium.detach()


def test_saying_how_it_went_with_a_thank_you(
    keys: Keyboard, story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    connect(story, alice, carol, bob)
    pass_days(story, 14)
    keys.opens(alice.newest("f").link("f"))
    keys.chooses(talked="yes", worth="yes", as_said="yes")
    keys.ticks("connector_may_know")
    keys.writes(thanks_second="Your advice saved our autumn.", thanks_connector="Thank you, Bob.")
    keys.presses("Send")
    keys.reads("Your thank-you is on its way.")
    story.work()
    assert [len(mails(one, THANKED)) for one in (bob, carol)] == [1, 1]
    keys.sits(carol, "/introduced")
    keys.presses("Alice Marsh")
    keys.reads("Your advice saved our autumn.")


def test_reporting(keys: Keyboard, alice: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol)
    keys.opens(carol.newest("r").link("r"))
    keys.presses("Report this introduction")
    keys.chooses(about="first", grounds="pressure")
    keys.writes(text=WORDS)
    keys.chooses(block="no")
    keys.presses("Send the report")
    keys.reads("We’ve received your report")


# Without them browsers have no passkeys.
@pytest.mark.parametrize("window", ["scripts on, desktop"], indirect=True)
def test_a_moderator_comes_in_by_passkey_and_takes_a_case_to_its_decision(
    keys: Keyboard, passkeys: CDPSession, story: Story, alice: Somebody, carol: Somebody
) -> None:
    dan = Moderator.made(story, story.people.dan)
    desk = story.member(dan.person)
    alice.asks(to=carol)
    report(carol, carol.newest("p").link("p"))
    _brings_a_passkey(keys, desk)
    _comes_in_by_it(keys, story)
    _reads_and_hears(keys)
    story.wait(timedelta(days=11), timedelta(days=11))
    _comes_in_by_it(keys, story)
    _decides(keys)
    story.work()
    assert "What we decided, and why" in [letter.subject for letter in carol.letters]


def _brings_a_passkey(keys: Keyboard, dan: Somebody) -> None:
    keys.sits(dan, "/me")
    keys.presses("My passkeys")
    keys.presses("Add a passkey")
    keys.writes(name="the laptop")
    keys.presses("Create passkey")
    keys.reads("Passkey added. You can now sign in with it.")
    keys.presses("Me", within="nav")
    keys.presses("Sign out")


def _comes_in_by_it(keys: Keyboard, story: Story) -> None:
    keys.opens(f"{keys.home}/sign-in?next=/moderation")
    keys.presses("Sign in with a passkey")
    keys.presses("Use my passkey")
    keys.reads("Moderation")


def _reads_and_hears(keys: Keyboard) -> None:
    keys.to("main a[href^='/moderation/cases/']")
    keys.enters()
    keys.presses("Read the report and the letter")
    keys.reads(WORDS)
    keys.picks(rule=HEARING["rule"])
    keys.writes(allegation=HEARING["allegation"])
    keys.presses("Continue")


def _decides(keys: Keyboard) -> None:
    keys.to("main a[href^='/moderation/cases/']")
    keys.enters()
    keys.chooses(outcome=DECISION["outcome"])
    keys.picks(rule=DECISION["rule"])
    keys.chooses(severity=DECISION["severity"])
    keys.writes(facts=DECISION["facts"], facts_for_reporters=DECISION["facts_for_reporters"])
    keys.to("details[open] button", "Decide")
    keys.enters()
    keys.reads("Nothing to do")
