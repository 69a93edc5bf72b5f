"""Two who act on one case at the same moment: one after the other, and each sees what the other did."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask

from intro_app.errors import DomainError
from intro_app.introductions.states import Role
from intro_app.moderation import service
from intro_app.moderation.service import Review, Ruling
from intro_app.moderation.stages import AppealOutcome, CaseOutcome, CaseStage
from intro_app.privacy import service as privacy
from intro_app.privacy.service import Wishes
from tests.support.moderation import DAY, UPHELD, Court, decide
from tests.support.people import MemberHandle
from tests.support.report_subjects import FOUL, HEARING, TAKEN_DOWN, Square

DISMISSED = replace(UPHELD, outcome=CaseOutcome.NOT_UPHELD, severity=None)


def at_once(app: Flask, *acts: Callable[[], object]) -> list[bool]:
    """Let all begin at the same moment; which of them were not refused."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> bool:
        with app.app_context():
            start.wait()
            try:
                act()
            except DomainError:
                return False
            return True

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def heard(square: Square) -> Square:
    """A post of Mallory's was reported, and she had the time to answer."""
    square.reports("post", square.write("post"))
    with square.app.app_context():
        service.hear(square.case.id, HEARING, square.people.dan.member, at=square.at)
    return square


def decides(square: Square, judge: MemberHandle, ruling: Ruling = TAKEN_DOWN) -> Callable[[], object]:
    """That a moderator decides the only case."""
    case_id, at = _case_id(square), square.at + 11 * DAY
    return lambda: service.decide(case_id, ruling, judge.member, at=at)


def _case_id(square: Square) -> int:
    with square.app.app_context():
        return square.case.id


@pytest.mark.parametrize("_round", range(2))
def test_of_two_different_decisions_one_counts_and_is_carried_out(heard: Square, _round: int) -> None:
    dan, erin = heard.people.dan, heard.erin
    done = at_once(heard.app, decides(heard, dan), decides(heard, erin, DISMISSED))
    assert sorted(done) == [False, True]
    with heard.app.app_context():
        case = heard.case
        assert len(case.decisions) == 1
        upheld = case.decisions[0].outcome is CaseOutcome.UPHELD
        assert upheld == done[0]
        assert (case.withheld is not None) == upheld
        post = heard.post
        assert (post.words == FOUL) == (not upheld)
        assert (post.taken_down_at is not None) == upheld


@pytest.mark.parametrize("_round", range(2))
def test_nobody_is_left_on_a_case_that_was_decided_meanwhile(heard: Square, _round: int) -> None:
    case_id, erin, at = _case_id(heard), heard.erin, heard.at + 11 * DAY
    decided, _claimed = at_once(
        heard.app, decides(heard, heard.people.dan), lambda: service.claim(case_id, erin.member, at=at)
    )
    assert decided
    with heard.app.app_context():
        assert heard.case.claimant_id(at) is None
        assert heard.case.stage is CaseStage.DECIDED


@pytest.mark.parametrize("_round", range(2))
def test_of_two_who_take_a_case_one_has_it(heard: Square, _round: int) -> None:
    case_id, at = _case_id(heard), heard.at + DAY
    dan, erin = heard.people.dan, heard.erin
    done = at_once(
        heard.app,
        lambda: service.claim(case_id, dan.member, at=at),
        lambda: service.claim(case_id, erin.member, at=at),
    )
    assert sorted(done) == [False, True]
    with heard.app.app_context():
        assert heard.case.claimant_id(at) == (dan.id if done[0] else erin.id)


@pytest.mark.parametrize("_round", range(2))
def test_one_side_appeals_once_however_fast(held: Court, _round: int) -> None:
    with held.app.app_context():
        decide(held, held.at)
    at = held.at + 12 * DAY
    press = [lambda: service.appeal(held.case_id, Role.FIRST, "It was agreed.", at=at)] * 4
    assert sorted(at_once(held.app, *press)) == [False, False, False, True]
    with held.app.app_context():
        assert len(held.case.appeals) == 1


@pytest.mark.parametrize("_round", range(2))
def test_both_sides_may_appeal_at_the_same_moment(held: Court, erin: MemberHandle, _round: int) -> None:
    with held.app.app_context():
        decide(held, held.at)
    at = held.at + 12 * DAY
    assert at_once(
        held.app,
        lambda: service.appeal(held.case_id, Role.FIRST, "Too hard.", at=at),
        lambda: service.appeal(held.case_id, Role.SECOND, "Too mild.", at=at),
    ) == [True, True]
    stands = Review(outcome=AppealOutcome.UPHELD, reasons="It stands.")
    with held.app.app_context():
        service.review(held.case_id, stands, erin.member, at=at + DAY)
        assert held.case.appeal, "the other one waits still"
        service.review(held.case_id, stands, erin.member, at=at + DAY)
        assert held.case.stage is CaseStage.DECIDED


@pytest.mark.parametrize("_round", range(2))
def test_an_appeal_is_judged_once(held: Court, erin: MemberHandle, _round: int) -> None:
    frank = held.people.join("Frank Moss").becomes("moderator")
    with held.app.app_context():
        decide(held, held.at)
        service.appeal(held.case_id, Role.FIRST, "It was agreed.", at=held.at + 12 * DAY)
    at = held.at + 13 * DAY
    fell, stands = (
        Review(outcome=one, reasons="We looked again.")
        for one in (AppealOutcome.OVERTURNED, AppealOutcome.UPHELD)
    )
    done = at_once(
        held.app,
        lambda: service.review(held.case_id, fell, erin.member, at=at),
        lambda: service.review(held.case_id, stands, frank.member, at=at),
    )
    assert sorted(done) == [False, True]
    with held.app.app_context():
        decision = held.case.decision
        assert decision
        assert (decision.overturned_at is not None) == done[0]


@pytest.mark.parametrize("_round", range(2))
def test_an_author_who_leaves_as_it_is_decided(heard: Square, _round: int) -> None:
    mallory, at = heard.people.mallory, heard.at + 11 * DAY + timedelta(minutes=1)
    wishes = Wishes(posts_too=True)
    assert at_once(
        heard.app,
        decides(heard, heard.people.dan),
        lambda: privacy.close_now(mallory.member, wishes, at),
    ) == [True, True]
    with heard.app.app_context():
        assert heard.post.words == ""
        assert heard.case.evidence
