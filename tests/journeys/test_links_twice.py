"""Pressing a link a second time does nothing a second time."""

from datetime import timedelta

import pytest

from tests.support.journeys.links_pressed import AskedCast, assert_proper, digest, path_of, press
from tests.support.people import visitor

DAY = timedelta(days=1)


def test_never_again_can_be_pressed_for_ever(cast: AskedCast) -> None:
    link = cast.carol.newest().link("x")
    for _time in range(2):
        page = press(cast.story, link, **{"List-Unsubscribe": "One-Click"})
        assert page.status_code == 200
        assert_proper(page)
    cast.story.wait(900 * DAY)
    assert press(cast.story, link, **{"List-Unsubscribe": "One-Click"}).status_code == 200


def test_the_undo_link_is_over_with_the_moment_it_named(cast: AskedCast) -> None:
    cast.carol.says_yes()
    link = cast.alice.newest("u").link("u")
    assert press(cast.story, link).status_code == 422
    assert press(cast.story, link, sure="no").status_code == 422
    cast.story.details_come_out()
    for page in (visitor(cast.story.app).get(path_of(link)), press(cast.story, link, sure="yes")):
        assert page.status_code == 410
        assert_proper(page)
    assert cast.alice.newest().introduces


def test_pressing_a_block_link_twice_blocks_once(cast: AskedCast) -> None:
    cast.carol.says_yes()
    cast.story.details_come_out()
    link = cast.carol.newest("b").link("b")
    assert press(cast.story, link).status_code == 422
    for _time in range(2):
        page = press(cast.story, link, sure="yes")
        assert page.status_code == 200
        assert_proper(page)


def test_a_second_click_on_any_answer_sends_nothing_again(cast: AskedCast) -> None:
    for decision, fields in {"not_now": {"sentence": "busy"}, "no": {}}.items():
        link = cast.link()
        assert press(cast.story, link, decision=decision, **fields).status_code == 200
        cast.story.work()
        letters, before = len(cast.story.mailbox.letters), digest(cast.story.app)
        assert press(cast.story, link, decision=decision, **fields).status_code == 200
        cast.story.work()
        assert len(cast.story.mailbox.letters) == letters
        assert digest(cast.story.app) == before
        cast.story.wait(timedelta(hours=1))
        if decision == "not_now":
            cast.alice = cast.story.member(cast.story.people.dan)
            cast.alice.asks(to=cast.carol)


@pytest.mark.parametrize("decision", ["block", "never_this", "never"])
def test_the_quieter_answers_can_be_pressed_twice_too(cast: AskedCast, decision: str) -> None:
    link = cast.link()
    assert press(cast.story, link, decision=decision).status_code == 200
    before = digest(cast.story.app)
    assert press(cast.story, link, decision=decision).status_code == 200
    assert digest(cast.story.app) == before
