"""A no that costs nothing: whatever the reason, whoever asked reads the same words at the same moment.

For each way several introductions run side by side, alike but for why they end; the worker goes round every
hour of the whole span, and what their authors see and get by mail is compared all along.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from intro_app import clock
from intro_app.config import Settings
from tests.support.default_texts import LETTER
from tests.support.journeys.reasons import (
    BY_BOB,
    BY_CAROL,
    DAY,
    THROUGH_BOB,
    all_do,
    assert_told_once,
    begin,
    carol_blocks_from_her_page,
    carry_out,
    declines_on_the_site,
    nothing,
    run,
    says,
    undoes_by_link,
    undoes_on_the_site,
    watch,
)
from tests.support.journeys.watching import Deed, assert_alike, cast_for, leaves_the_site, stops_everything
from tests.support.story import Story

# The shortest way plays on both, and what comes between the answer and the mail; the
# others differ in what Python decides, and their queries are played on both by the tests of features.
# Forty seconds of work take more than two minutes on a busy machine.
pytestmark = pytest.mark.slow


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The random part of a closing hour is drawn at sending, before any reason; here it is nought for all."""
    return replace(settings, closing_spread_hours=0)


@pytest.mark.both_databases
def test_asked_directly(story: Story) -> None:
    cases = begin(story, BY_CAROL, "direct")
    story.wait(2 * DAY)
    run(story, cases, BY_CAROL, 10)
    assert_told_once(cases)


def test_by_name_when_bob_never_says_yes(story: Story) -> None:
    cases = begin(story, BY_BOB, "named")
    story.wait(2 * DAY)
    run(story, cases, BY_BOB, 7)
    assert_told_once(cases)


def test_by_name_once_bob_said_yes(story: Story) -> None:
    cases = begin(story, THROUGH_BOB, "named")
    all_do(story, cases, lambda case: case.bob.lends_good_word())
    story.wait(2 * DAY)
    run(story, cases, THROUGH_BOB, 17)
    assert_told_once(cases)


def test_someone_whom_bob_chooses_or_nobody(story: Story) -> None:
    asked = {f"carol: {reason}": deed for reason, deed in THROUGH_BOB.items()}
    deeds = {**BY_BOB, **asked, "carol blocked alice before": nothing}
    cases = begin(story, deeds, "blind")
    for case in cases:
        if case.reason == "carol blocked alice before":
            carol_blocks_from_her_page(case)
    chosen = [case for case in cases if case.reason.startswith("carol")]
    all_do(story, chosen, lambda case: case.bob.lends_good_word(whom=case.carol.public_id))
    assert_alike(cases, pages=True)
    story.wait(2 * DAY)
    run(story, cases, deeds, 17)
    assert_told_once(cases)


def test_offered_to_two(story: Story) -> None:
    first = {f"alice: {answer}": says(answer) for answer in ("no", "block", "never", "never_this")}
    second = {f"carol: {reason}": deed for reason, deed in BY_CAROL.items() if "site" not in reason}
    del second["carol: blocked from her page"]  # she does not know yet whom she would block
    deeds = {"silence": nothing, **first, **second}
    cases = begin(story, deeds, "offered")
    all_do(
        story, [case for case in cases if case.reason.startswith("carol")], lambda case: case.alice.says_yes()
    )
    assert_alike(cases, pages=True)
    story.wait(2 * DAY)
    run(story, cases, deeds, 21)
    assert_told_once(cases)


def test_after_everyone_said_yes(story: Story) -> None:
    deeds: dict[str, Deed] = {
        "undone by the link": undoes_by_link,
        "undone on the site": undoes_on_the_site,
        "blocked from her page": carol_blocks_from_her_page,
        "stopped by one click": lambda case: stops_everything(case.carol),
        "account gone": lambda case: leaves_the_site(case.carol),
    }
    cases = begin(story, deeds, "direct")
    all_do(story, cases, lambda case: case.carol.says_yes())
    story.wait(timedelta(minutes=5))
    carry_out(story, cases, deeds)
    for _minutes in range(6):
        story.wait(timedelta(minutes=3))
        assert_alike(cases, pages=True)
    watch(story, cases, 11)
    assert_told_once(cases)


@pytest.mark.parametrize("away", [timedelta(minutes=10), timedelta(days=30)])
def test_when_the_worker_was_away(story: Story, away: timedelta) -> None:
    cases = begin(story, THROUGH_BOB, "named")
    all_do(story, cases, lambda case: case.bob.lends_good_word())
    carry_out(story, cases, THROUGH_BOB)
    story.wait(away)
    assert_alike(cases, pages=True)
    story.wait(timedelta(minutes=1))
    assert_alike(cases, pages=True)


@pytest.mark.both_databases
def test_a_no_that_comes_before_the_mail_goes_out_keeps_nothing_from_alice(story: Story) -> None:
    moment, cases = clock.now(), [cast_for(story, "silence"), cast_for(story, "declined")]
    for case in cases:
        story.the_calendar.go_to(moment)
        path = f"/ask/{case.carol.public_id}"
        preview = case.alice.fill(path, case.alice.get(path), "preview", {**LETTER, "shares": ["email"]})
        case.introduction = case.alice.fill(path, preview, "send").request.path.rpartition("/")[2]
        if case.reason == "declined":
            declines_on_the_site(case)
    story.work()
    assert_alike(cases, pages=True)
    assert cases[1].alice.newest().subject == "Your request to meet Carol Duarte"
    assert not cases[1].carol.letters
