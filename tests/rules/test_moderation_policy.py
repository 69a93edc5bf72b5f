"""Who may report whom, who may judge, and until when: the rules alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from intro_app.introductions.states import Role
from intro_app.moderation import policy
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.policy import AppealContext, DecisionContext, ModerationRefusal
from intro_app.moderation.stages import AppealOutcome, CaseOutcome, CaseStage
from intro_app.trust.events import Severity
from intro_app.trust.policy import AskLimit, effect
from intro_app.trust.state import PointsBalance, weight

AT = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
EVERYONE = {Role.FIRST, Role.SECOND, Role.CONNECTOR}
OPEN = DecisionContext(at=AT, stage=CaseStage.OPEN, outcome=CaseOutcome.UPHELD)
SECOND = AppealContext(at=AT, appealed_at=AT, too_near=False, took_part=False, others=0)


def reportable(
    role: Role, author: Role = Role.FIRST, *, connected: bool = False, spoke: Role | None = None
) -> set[Role]:
    return set(policy.reportable(role, author, present=EVERYONE, connected=connected, spoke=spoke))


def test_whoever_is_asked_can_report_who_asks_and_who_connects() -> None:
    assert reportable(Role.SECOND) == {Role.FIRST, Role.CONNECTOR}


def test_nobody_is_reported_for_merely_saying_no() -> None:
    assert reportable(Role.FIRST) == {Role.CONNECTOR}
    assert reportable(Role.CONNECTOR, Role.CONNECTOR) == set()


def test_words_that_came_with_a_no_can_be_reported() -> None:
    assert Role.SECOND in reportable(Role.FIRST, spoke=Role.SECOND)


def test_those_who_were_offered_to_each_other_cannot_report_whom_they_do_not_know() -> None:
    assert reportable(Role.FIRST, Role.CONNECTOR) == {Role.CONNECTOR}


def test_once_connected_everyone_can_report_everyone_else_and_nobody_themselves() -> None:
    for role in Role:
        assert reportable(role, connected=True) == EVERYONE - {role}


def test_nobody_who_is_not_there_is_reported() -> None:
    assert policy.reportable(
        Role.SECOND, Role.FIRST, present={Role.FIRST, Role.SECOND}, connected=True, spoke=None
    ) == [Role.FIRST]


def test_an_introduction_can_be_reported_for_twelve_months() -> None:
    assert policy.may_report(AT, AT + timedelta(days=365))
    assert not policy.may_report(AT, AT + timedelta(days=366))


@pytest.mark.parametrize(
    ("ties", "near"),
    [
        ({}, False),
        ({1: {2}}, True),
        ({1: {9}, 2: {9}}, True),
        ({1: {8}, 8: {1, 9}, 2: {9}}, False),
    ],
    ids=["strangers", "one step", "two steps", "three steps"],
)
def test_two_steps_are_too_near(ties: dict[int, set[int]], near: bool) -> None:
    assert policy.too_near(1, [2], ties) is near


def test_nobody_judges_themselves() -> None:
    assert policy.too_near(1, [2, 1], {})


def test_nothing_is_upheld_before_the_other_side_was_heard() -> None:
    assert policy.against_deciding(OPEN) is ModerationRefusal.NOT_HEARD
    assert (
        policy.against_deciding(replace(OPEN, hearing_ends=AT + timedelta(seconds=1)))
        is ModerationRefusal.NOT_HEARD
    )
    assert policy.against_deciding(replace(OPEN, outcome=CaseOutcome.UNCLEAR)) is ModerationRefusal.NOT_HEARD


@pytest.mark.parametrize(
    "bench",
    [
        replace(OPEN, heard=True),
        replace(OPEN, hearing_ends=AT),
        replace(OPEN, unheard_on_purpose=True),
        replace(OPEN, outcome=CaseOutcome.NOT_UPHELD),
    ],
    ids=["heard", "seven days are over", "asking would endanger somebody", "dismissed"],
)
def test_then_it_can_be_decided(bench: DecisionContext) -> None:
    assert policy.against_deciding(bench) is None


def test_a_case_is_decided_once_and_by_nobody_near() -> None:
    assert (
        policy.against_deciding(replace(OPEN, heard=True, stage=CaseStage.DECIDED))
        is ModerationRefusal.NOT_OPEN
    )
    assert policy.against_deciding(replace(OPEN, heard=True, too_near=True)) is ModerationRefusal.TOO_NEAR


def test_the_second_moderator_is_somebody_else() -> None:
    assert policy.against_second(1, 1, near=False) is ModerationRefusal.SAME_MODERATOR
    assert policy.against_second(1, 2, near=True) is ModerationRefusal.TOO_NEAR
    assert policy.against_second(1, 2, near=False) is None


def test_an_appeal_is_judged_by_somebody_else_if_there_is_anybody() -> None:
    assert policy.against_appeal_judge(SECOND) is None
    assert (
        policy.against_appeal_judge(replace(SECOND, took_part=True, others=1))
        is ModerationRefusal.SAME_MODERATOR
    )
    assert policy.against_appeal_judge(replace(SECOND, too_near=True)) is ModerationRefusal.TOO_NEAR


def test_a_single_moderator_looks_again_after_48_hours() -> None:
    alone = replace(SECOND, took_part=True, at=AT + timedelta(hours=47, minutes=59))
    assert policy.against_appeal_judge(alone) is ModerationRefusal.TOO_SOON
    assert policy.against_appeal_judge(replace(alone, at=AT + timedelta(hours=48))) is None


def test_new_asks_are_stopped_for_fourteen_days_in_all() -> None:
    month = AT + timedelta(days=30)
    assert policy.freeze_until(month, None, AT, pressing=True) == AT + timedelta(days=14)
    assert policy.freeze_until(month, AT - timedelta(days=10), AT, pressing=True) == AT + timedelta(days=4)
    over = policy.freeze_until(month, AT - timedelta(days=14), AT, pressing=True)
    assert over is ModerationRefusal.FROZEN_LONG_ENOUGH
    assert policy.freeze_until(month, None, AT, pressing=False) is ModerationRefusal.NOT_PRESSING


def test_only_the_gravest_reasons_stop_asks_at_once() -> None:
    pressing = {grounds for grounds in Grounds if grounds.may_freeze}
    assert pressing == {Grounds.SAFETY, Grounds.HARASSMENT, Grounds.ROMANTIC, Grounds.DETAILS}


def test_blocking_is_suggested_where_it_helps_at_once() -> None:
    assert {one for one in Grounds if one.suggests_block} == {
        Grounds.ROMANTIC,
        Grounds.HARASSMENT,
        Grounds.SAFETY,
    }


def test_a_hearing_waits_only_where_its_date_would_tell_and_waiting_is_safe() -> None:
    assert policy.should_wait(1, Severity.MODERATE)
    assert not policy.should_wait(2, Severity.MODERATE)
    assert not policy.should_wait(1, Severity.GRAVE)


def test_one_appeal_within_six_months() -> None:
    assert policy.may_appeal(AT, appealed=False, at=AT + timedelta(days=183))
    assert not policy.may_appeal(AT, appealed=False, at=AT + timedelta(days=184))
    assert not policy.may_appeal(AT, appealed=True, at=AT)
    assert not policy.may_appeal(None, appealed=False, at=AT)


def test_only_what_counts_against_somebody_can_be_overturned() -> None:
    assert AppealOutcome.OVERTURNED in policy.appeal_outcomes(CaseOutcome.UPHELD)
    assert AppealOutcome.OVERTURNED in policy.appeal_outcomes(CaseOutcome.NOT_UPHELD, bad_faith=True)
    assert AppealOutcome.OVERTURNED not in policy.appeal_outcomes(CaseOutcome.NOT_UPHELD)
    assert AppealOutcome.OVERTURNED not in policy.appeal_outcomes(CaseOutcome.UPHELD, stands=False)


def test_the_effect_says_until_when() -> None:
    found = effect(Severity.GRAVE, PointsBalance(harm=10.0 * weight(AT), touched=AT, reported=AT), AT)
    assert (found.points, found.limit) == (10, AskLimit.PAUSED)
    assert found.limit_until
    assert found.shown_until
    assert found.limit_until > AT
    assert found.shown_until == AT + timedelta(days=365)
    minor = effect(Severity.MINOR, PointsBalance(harm=1.0 * weight(AT), touched=AT, reported=AT), AT)
    assert (minor.limit, minor.shown_until, minor.limit_until) == (AskLimit.NONE, None, None)
