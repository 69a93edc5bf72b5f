"""Taking a request back: what its author may do next, and how much work it is, say nothing of an answer."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from intro_app import clock
from intro_app.people import service as people
from tests.support.database_statements import statements_of
from tests.support.default_texts import GOOD_WORD, LETTER
from tests.support.journeys.links_pressed import COUNTING, press
from tests.support.journeys.watching import UnmetIntroduction, bare_page, cast_for
from tests.support.story import Somebody, Story

pytestmark = pytest.mark.both_databases

NEAR_COPY = "This is almost the same as something you wrote to someone else."


def says_nothing(_case: UnmetIntroduction) -> None:
    """The letter lies there."""


def answers(decision: str) -> Callable[[UnmetIntroduction], None]:
    """Carol's answer, which costs nothing and tells nothing."""

    def act(case: UnmetIntroduction) -> None:
        link = case.carol.newest("r").link("r")
        press(case.carol.story, link, decision=decision)  # type: ignore[arg-type]  # a member of a story

    act.__name__ = decision
    return act


def bob_passes(case: UnmetIntroduction) -> None:
    """The connector says no."""
    case.bob.answers("no")


def bob_lends_and_takes_back(case: UnmetIntroduction) -> None:
    """The connector says yes, Carol is asked, and the connector thinks again."""
    case.bob.lends_good_word()
    assert case.bob.withdraws(case.introduction).status_code == 200


SILENCE = says_nothing
NOES = [SILENCE, answers("no"), answers("block"), answers("never"), answers("never_this")]
THROUGH_BOB = [SILENCE, bob_passes, answers("no")]


@pytest.fixture
def other(story: Story, bob: Somebody) -> Somebody:
    """Somebody whom nobody has asked yet."""
    return story.member(story.people.join("Quentin Hale", "quentin@example.org"))


@pytest.mark.parametrize("deed", NOES, ids=lambda deed: deed.__name__)
def test_a_letter_taken_back_may_go_to_somebody_else_whatever_was_answered(
    story: Story, other: Somebody, deed: Callable[[UnmetIntroduction], None]
) -> None:
    case = cast_for(story, deed.__name__)
    case.introduction = case.alice.asks(to=case.carol)
    deed(case)
    case.alice.withdraws(case.introduction)
    case.alice.asks(to=other)
    assert other.newest("r").subject == "Alice Marsh would like to meet you"


def test_a_letter_that_its_connector_took_back_is_still_a_copy_for_its_author(
    story: Story, other: Somebody
) -> None:
    for deed in (says_nothing, bob_lends_and_takes_back):
        case = cast_for(story, deed.__name__)
        story.wait(timedelta(days=15))  # no newcomer any more: there may be a second request
        case.introduction = case.alice.asks(to=case.carol, through=case.bob)
        if deed is says_nothing:
            case.bob.lends_good_word()
        deed(case)
        page = case.alice.get(f"/ask/{other.public_id}")
        form = case.alice.fill(f"/ask/{other.public_id}", page, "preview", {**LETTER, "shares": ["email"]})
        is_told = NEAR_COPY in form.text
        assert is_told or NEAR_COPY in case.alice.fill(f"/ask/{other.public_id}", form, "send").text, (
            deed.__name__
        )


@pytest.mark.parametrize("way", ["direct", "through"])
def test_taking_it_back_is_the_same_work_whatever_was_answered(story: Story, way: str) -> None:
    done = {}
    for deed in NOES if way == "direct" else THROUGH_BOB:
        case = cast_for(story, deed.__name__)
        case.introduction = case.alice.asks(to=case.carol, through=case.bob if way == "through" else None)
        if way == "through" and deed is not bob_passes:
            case.bob.lends_good_word()
        deed(case)
        done[deed.__name__] = _statements_of(story, case.alice, case.introduction, "withdraw")
    assert any("UPDATE ask" in one for one in done["says_nothing"])
    for name, sent in done.items():
        assert sent == done["says_nothing"], name


def test_thinking_again_is_the_same_work_whether_the_other_did(story: Story) -> None:
    done = []
    for undone in (False, True):
        case = cast_for(story, "undone")
        case.introduction = case.alice.asks(to=case.carol)
        case.carol.says_yes()
        if undone:
            press(story, case.carol.newest("u").link("u"), sure="yes")
        done.append(_statements_of(story, case.alice, case.introduction, "take-back"))
    assert done[0] == done[1]


@pytest.mark.parametrize("way", ["named", "blind"])
def test_lending_a_good_word_is_the_same_work_whoever_was_blocked(story: Story, way: str) -> None:
    done = []
    for blocked in (False, True):
        case = cast_for(story, "blocked")
        case.alice.asks(to=case.carol if way == "named" else None, through=case.bob)
        if blocked:
            _blocks(case.carol, case.alice)
        page = case.bob.opens(case.bob.newest("r").link("r"))
        whom = {"whom": case.carol.public_id} if way == "blind" else {}
        typed = {"decision": "yes", **GOOD_WORD, **whom}
        with statements_of(story.app, leaving_out=COUNTING) as sent:
            thanks = case.bob.fill("/r", page, "Send my answer", typed, action="/r")
        assert "pass the request on, with your words first" in thanks.text, thanks.text
        done.append(sent)
    assert done[0] == done[1]


@pytest.mark.parametrize("step", ["take-back", "withdraw"])
def test_whoever_said_yes_cannot_tell_at_once_that_the_other_thought_again(story: Story, step: str) -> None:
    case = cast_for(story, step)
    case.introduction = case.alice.asks(to=case.carol)
    case.carol.says_yes()
    before = [bare_page(case.carol.get(path).text) for path in _carols_pages(case)]
    page = case.alice.get(f"/introductions/{case.introduction}")
    assert case.alice.browser
    done = case.alice.browser.post(f"{page.request.path}/{step}", data={"csrf_token": _secret(page.text)})
    assert done.status_code == 303
    story.work()
    assert [bare_page(case.carol.get(path).text) for path in _carols_pages(case)] == before


def _carols_pages(case: UnmetIntroduction) -> list[str]:
    return [
        "/introductions",
        f"/introductions/{case.introduction}",
        "/agreed",
        f"/ask/{case.alice.public_id}",
    ]


def _secret(page: str) -> str:
    return str(re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0])


def _blocks(one: Somebody, other: Somebody) -> None:
    assert one.person
    assert other.person
    with one.story.app.app_context():
        people.block(one.person.id, other.person.id, clock.now())


def _statements_of(story: Story, author: Somebody, introduction: str, step: str) -> list[str]:
    """What the database is asked and told when this author presses the button; their page is open already."""
    author.get(f"/introductions/{introduction}")
    page = author.get(f"/introductions/{introduction}")
    with statements_of(story.app, leaving_out=COUNTING) as sent:
        author.fill(page.request.path, page, "", action=f"{introduction}/{step}")
    return sent
