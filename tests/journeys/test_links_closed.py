"""The link of a closed question takes no answer, but still "never again", which nobody is told."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.support.journeys.ended import closings
from tests.support.journeys.guests_asked import bob_lets_the_site_write
from tests.support.journeys.links_pressed import AskedCast, assert_proper, digest, press
from tests.support.story import Somebody, Story

DAY = timedelta(days=1)
NO_MORE_MAIL = "You won’t get any more e-mail from us."
BLOCKED = "You won’t hear from this person here again. We don’t tell them."


def withdrawn(cast: AskedCast) -> None:
    cast.alice.withdraws(cast.introduction)


def lapsed(cast: AskedCast) -> None:
    cast.story.wait(11 * DAY)


def overdue(cast: AskedCast) -> None:
    """Her time is over, and no worker has looked at it yet."""
    cast.story.the_calendar.pass_by(10 * DAY + timedelta(hours=1))


OVER: list[Callable[[AskedCast], None]] = [withdrawn, lapsed, overdue]


@pytest.mark.parametrize("happens", OVER)
def test_a_closed_page_offers_what_is_left_to_wish_and_names_nobody(
    cast: AskedCast, happens: Callable[[AskedCast], None]
) -> None:
    link = cast.link()
    happens(cast)
    before, page = digest(cast.story.app), cast.carol.opens(link)
    assert page.status_code == 410
    assert "This introduction is closed." in page.text
    assert not {"Alice", "Bob", "Keller", "Marsh", "withdr"} & set(page.text.split())
    pressed = cast.carol.fill("/r", page, "Confirm")
    assert (pressed.status_code, "You didn’t choose anything, so nothing has changed." in pressed.text) == (
        410,
        True,
    )
    assert digest(cast.story.app) == before
    assert_proper(pressed)


@pytest.mark.parametrize("happens", OVER)
def test_not_from_this_person_again_is_heard_after_the_end(
    cast: AskedCast, happens: Callable[[AskedCast], None]
) -> None:
    link = cast.link()
    happens(cast)
    done = cast.carol.fill("/r", cast.carol.opens(link), "Confirm", {"decision": "block"})
    assert (done.status_code, BLOCKED in done.text) == (200, True), done.text
    assert_proper(done)
    assert "Alice" in cast.carol.get("/me/blocks").text
    before = digest(cast.story.app)
    again = press(cast.story, link, decision="block")
    assert (again.status_code, BLOCKED in again.text) == (200, True)
    assert digest(cast.story.app) == before


@pytest.mark.parametrize("happens", OVER)
def test_never_e_mail_me_is_heard_after_the_end(
    cast: AskedCast, happens: Callable[[AskedCast], None]
) -> None:
    link, letters = cast.link(), len(cast.carol.letters)
    happens(cast)
    for _twice in range(2):
        done = cast.carol.fill("/r", cast.carol.opens(link), "Confirm", {"decision": "never"})
        assert (done.status_code, NO_MORE_MAIL in done.text) == (200, True), done.text
    assert "Everything" in cast.carol.get("/me/mail").text
    cast.story.people.know_each_other(cast.story.people.dan, cast.story.people.carol)
    cast.story.wait(12 * DAY, DAY)
    assert len(cast.carol.letters) <= letters + 1, "nothing but the reminder that came while she could answer"
    dan = cast.story.member(cast.story.people.dan)
    said = dan.get(f"/ask/{cast.carol.public_id}").text
    assert "Carol Duarte isn’t taking requests at the moment." in said, (
        "her sign says so once nobody waits for her"
    )


@pytest.mark.parametrize("wish", ["block", "block_connector", "never", "never_this"])
def test_a_wish_from_a_page_that_was_open_for_too_long_is_heard(cast: AskedCast, wish: str) -> None:
    page = cast.carol.opens(cast.link())
    if wish != "block_connector":
        lapsed(cast)
        done = cast.carol.fill("/r", page, "Send my answer", {"decision": wish}, action="/r")
        assert done.status_code == 200, done.text
        return
    cast.story.people.know_each_other(cast.story.people.dan, cast.story.people.bob)
    dan = cast.story.member(cast.story.people.dan)
    dan.asks(to=cast.carol, through=cast.bob)
    cast.bob.lends_good_word()
    page = cast.carol.opens(cast.link())
    cast.story.wait(20 * DAY, DAY)
    cast.carol.fill("/r", page, "Send my answer", {"decision": wish}, action="/r")
    assert "Bob" in cast.carol.get("/me/blocks").text


@pytest.mark.parametrize("wish", ["", "block", "never"])
def test_what_is_wished_after_the_time_is_told_to_nobody(cast: AskedCast, wish: str) -> None:
    link = cast.link()
    overdue(cast)
    if wish:
        press(cast.story, link, decision=wish)
    cast.story.work()
    letters = len(cast.alice.letters)
    assert "Waiting" in cast.alice.get(f"/introductions/{cast.introduction}").text
    cast.story.wait(2 * DAY, timedelta(hours=1))
    assert closings(cast.alice) == 1
    assert len(cast.alice.letters) == letters + 1


def test_a_guest_is_heard_while_their_address_is_known(
    settled: Story, alice: Somebody, bob: Somebody
) -> None:
    gwen = settled.guest("Gwen Pryce", "gwen@guests.example.net")
    asked = bob_lets_the_site_write(alice, bob, gwen.address)
    alice.withdraws(asked.introduction)
    link = gwen.newest("r").link("r")
    done = gwen.fill("/r", gwen.opens(link), "Confirm", {"decision": "never"})
    assert NO_MORE_MAIL in done.text
    settled.wait(11 * DAY, DAY)
    forgotten = gwen.opens(link)
    assert (forgotten.status_code, "<form" in forgotten.text) == (410, False), (
        "there is nobody left to write to"
    )


def test_whoever_merely_says_no_too_late_reads_that_it_is_closed(cast: AskedCast) -> None:
    link = cast.link()
    withdrawn(cast)
    before = digest(cast.story.app)
    for decision in ("yes", "no", "not_now", "wrong_person", "anything"):
        assert press(cast.story, link, decision=decision).status_code == 410
    assert digest(cast.story.app) == before
