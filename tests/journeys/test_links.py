"""Links in e-mails: the exact answer in every situation, for anybody, however often (security.md 2.3)."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.support.journeys.links_pressed import AskedCast, assert_proper, digest, every_link, path_of, press
from tests.support.journeys.watching import bare_page
from tests.support.people import visitor

DAY = timedelta(days=1)


def waits(cast: AskedCast) -> None:
    pass


def said_yes(cast: AskedCast) -> None:
    cast.carol.says_yes()


def said_no(cast: AskedCast) -> None:
    cast.carol.answers("no")


def withdrawn(cast: AskedCast) -> None:
    cast.alice.withdraws(cast.introduction)


def expired(cast: AskedCast) -> None:
    cast.story.wait(11 * DAY)


def alice_is_blocked_from_her_page(cast: AskedCast) -> None:
    page = cast.carol.get(f"/people/{cast.alice.public_id}")
    cast.carol.fill(page.request.path, page, "Block")
    cast.story.wait(2 * DAY)


def stopped(cast: AskedCast) -> None:
    press(cast.story, cast.carol.newest().link("x"), **{"List-Unsubscribe": "One-Click"})


def yes_then_withdrawn(cast: AskedCast) -> None:
    said_yes(cast)
    withdrawn(cast)


def connected(cast: AskedCast) -> None:
    said_yes(cast)
    cast.story.details_come_out()


def taken_back(cast: AskedCast) -> None:
    said_yes(cast)
    press_take_back(cast)


def long_over(cast: AskedCast) -> None:
    cast.story.wait(60 * DAY)


def press_take_back(cast: AskedCast) -> None:
    page = cast.carol.opens(cast.link())
    cast.carol.fill("/r/take-back", page, "Withdraw my yes", {"sure": "yes"})


# situation: (what happened, GET, the answer "yes" again or at all, the answer "no", words of the page)
SITUATIONS: dict[str, tuple[Callable[[AskedCast], object], int, int, int, str]] = {
    "waits": (waits, 200, 422, 200, "Would you like to meet Alice Marsh?"),
    "said yes": (said_yes, 200, 200, 409, "You answered yes on 4 May 2026."),
    "said no": (said_no, 200, 409, 200, "You answered “not this time” on 4 May 2026."),
    "withdrawn": (withdrawn, 410, 410, 410, "This introduction is closed."),
    "expired": (expired, 410, 410, 410, "This introduction is closed."),
    "yes, then withdrawn": (yes_then_withdrawn, 200, 200, 409, "You answered yes on 4 May 2026."),
    "taken back": (taken_back, 200, 200, 409, "You answered yes on 4 May 2026 and later withdrew it."),
    "connected": (connected, 200, 200, 409, "You were introduced on 4 May 2026."),
    "long over": (long_over, 410, 410, 410, "The request it was for is closed."),
}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_each_situation_has_its_exact_answers(cast: AskedCast, situation: str) -> None:
    happens, get, yes, no, words = SITUATIONS[situation]
    link = cast.link()
    happens(cast)
    before, letters = digest(cast.story.app), len(cast.story.mailbox.letters)
    page = visitor(cast.story.app).get(path_of(link))
    assert (page.status_code, words in page.text) == (get, True), page.text
    head = visitor(cast.story.app).head(path_of(link))
    assert (head.status_code, head.data) == (get, b"")
    answers = [press(cast.story, link, decision="yes")]
    assert answers[0].status_code == yes  # without anything to share, so that nothing is recorded
    assert digest(cast.story.app) == before
    answers.append(press(cast.story, link, decision="no"))
    assert answers[1].status_code == no
    if situation != "waits":
        assert digest(cast.story.app) == before
        cast.story.work()
        assert len(cast.story.mailbox.letters) == letters
    for answer in (page, head, *answers):
        assert_proper(answer)


def test_closed_reads_the_same_whatever_closed_it(cast: AskedCast) -> None:
    link = cast.link()
    withdrawn(cast)
    one = bare_page(visitor(cast.story.app).get(path_of(link)).text)
    story, bob = cast.story, cast.bob
    dan = story.member(story.people.dan)
    story.people.know_each_other(story.people.dan, story.people.bob)
    introduction = dan.asks(to=cast.carol, through=bob)
    bob.lends_good_word()
    link = cast.link()
    bob.withdraws(introduction)
    assert bare_page(visitor(story.app).get(path_of(link)).text) == one
    story.wait(DAY)
    mallory = story.member(story.people.mallory)
    mallory.asks(to=cast.carol)
    link = cast.link()
    story.wait(12 * DAY)
    assert bare_page(visitor(story.app).get(path_of(link)).text) == one


def test_without_a_choice_nothing_is_answered(cast: AskedCast) -> None:
    before, link = digest(cast.story.app), cast.link()
    page = press(cast.story, link)
    assert page.status_code == 400
    assert "Choose an answer. Nothing has been sent yet." in page.text
    assert_proper(page)
    assert digest(cast.story.app) == before


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(cast: AskedCast, method: str) -> None:
    for link in every_link(cast.story):
        page = visitor(cast.story.app).open(path_of(link), method=method)
        assert page.status_code == 405
        assert "GET" in page.headers["Allow"]
        assert_proper(page)
