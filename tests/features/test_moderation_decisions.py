"""What a hearing, a stop and a decision do, each once and no more."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask

from intro_app.db import db
from intro_app.errors import StaleError
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Reason, Role, State
from intro_app.moderation import queries, service
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.policy import ModerationRefusal
from intro_app.moderation.service import AccessRefused, Hearing, Ruling
from intro_app.moderation.stages import CaseOutcome, CaseStage
from intro_app.trust.events import Severity
from intro_app.trust.queries import limits_of
from tests.support.followups import connected
from tests.support.mail_server import Mailbox
from tests.support.moderation import (
    DAY,
    HEARING,
    UPHELD,
    Court,
    court,
    decide,
    harm,
    reported,
    subjects,
)
from tests.support.people import People
from tests.support.shelf import Shelf

BECAUSE = "The messages threatened somebody."
DISMISSED = replace(UPHELD, outcome=CaseOutcome.NOT_UPHELD, severity=None)
UNCLEAR = replace(UPHELD, outcome=CaseOutcome.UNCLEAR, severity=None)


@pytest.fixture
def held(app: Flask, people: People, mailbox: Mailbox, at: datetime, shelf: Shelf) -> Court:
    """Carol reported Alice; Dan moderates, and so does Erin."""
    made = court(app, people, mailbox, at, shelf)
    people.bob.becomes("moderator")
    return made


@pytest.fixture
def grave(app: Flask, people: People, mailbox: Mailbox, at: datetime, shelf: Shelf) -> Court:
    """The same, for harassment."""
    return court(app, people, mailbox, at, shelf, Grounds.HARASSMENT)


def test_the_letter_waits_one_to_three_days_where_its_date_would_tell(held: Court) -> None:
    with held.app.app_context():
        heard_from = held.hear(held.at).heard_from
        assert heard_from is not None
        assert DAY <= heard_from - held.at <= 3 * DAY
        assert not subjects(held, "alice@example.org", heard_from - timedelta(seconds=1))
        assert len(subjects(held, "alice@example.org", heard_from)) == 1


def test_it_goes_at_once_when_they_have_more_in_common_or_it_presses(held: Court) -> None:
    with held.app.app_context():
        connected(held.people.carol.member, held.people.alice.member, held.at, mark="again")
        assert held.hear(held.at).heard_from == held.at


def test_where_asking_would_endanger_somebody_it_is_not_asked(grave: Court) -> None:
    with grave.app.app_context():
        grave.hear(grave.at, replace(HEARING, unheard_because="He has threatened her."))
        assert grave.case.heard_from is None
        assert not subjects(grave, "alice@example.org", grave.at + 5 * DAY)
        service.decide(grave.case_id, UPHELD, grave.people.dan.member, at=grave.at)
        assert subjects(grave, "alice@example.org", grave.at + 5 * DAY) == ["What we decided, and why"]


def test_nothing_is_upheld_while_somebody_may_still_answer(held: Court) -> None:
    with held.app.app_context():
        held.hear(held.at)
        with pytest.raises(AccessRefused) as refused:
            service.decide(held.case_id, UPHELD, held.people.dan.member, at=held.at + 7 * DAY)
        assert refused.value.refusal is ModerationRefusal.NOT_HEARD
        service.tell_side(held.case_id, "It was about another matter.", at=held.at + 4 * DAY)
        service.decide(held.case_id, UPHELD, held.people.dan.member, at=held.at + 4 * DAY)


def test_a_side_is_told_once_and_not_after_the_decision(held: Court) -> None:
    with held.app.app_context():
        decide(held, held.at)
        with pytest.raises(StaleError):
            service.tell_side(held.case_id, "Too late.", at=held.at + 12 * DAY)


def test_dismissed_before_the_letter_went_out_it_never_goes_out(held: Court) -> None:
    with held.app.app_context():
        held.hear(held.at)
        service.decide(held.case_id, DISMISSED, held.people.dan.member, at=held.at + timedelta(hours=1))
        assert not subjects(held, "alice@example.org", held.at + 9 * DAY)
        assert "What we decided, and why" in subjects(held, "carol@example.org", held.at + 9 * DAY)


@pytest.mark.parametrize("ruling", [DISMISSED, UNCLEAR], ids=["not upheld", "unclear"])
def test_only_an_upheld_report_counts(held: Court, ruling: Ruling) -> None:
    with held.app.app_context():
        decide(held, held.at, ruling)
        assert (harm(held.people.alice), harm(held.people.carol)) == (0.0, 0.0)


@pytest.mark.parametrize("severity", [Severity.MINOR, Severity.MODERATE])
def test_an_upheld_report_counts_by_its_severity(held: Court, severity: Severity) -> None:
    with held.app.app_context():
        decide(held, held.at, replace(UPHELD, severity=severity))
        assert harm(held.people.alice) == pytest.approx(float(severity))


def test_what_stayed_unclear_is_a_pattern_for_180_days(held: Court) -> None:
    with held.app.app_context():
        decide(held, held.at, UNCLEAR)
        more = connected(
            held.people.alice.member, held.people.mallory.member, held.at + 20 * DAY, mark="more"
        )
        again = reported(more, Role.SECOND, Role.FIRST, held.at + 21 * DAY)
        decided, dan = held.at + 11 * DAY, held.people.dan.member
        assert [one.outcome for one in queries.earlier_about(again, dan, decided + 179 * DAY)] == [
            CaseOutcome.UNCLEAR
        ]
        assert queries.earlier_about(again, dan, decided + 181 * DAY) == []


def test_new_asks_stop_at_once_are_told_and_end_with_the_decision(grave: Court) -> None:
    with grave.app.app_context():
        alice, dan = grave.people.alice, grave.people.dan
        service.freeze(grave.case_id, grave.at + 30 * DAY, BECAUSE, dan.member, at=grave.at)
        assert limits_of(alice.id, grave.at).paused_until == grave.at + 14 * DAY
        told = "Your new requests are paused until Monday, 18 May 2026"
        assert subjects(grave, "alice@example.org", grave.at) == [told]
        decide(grave, grave.at, DISMISSED)
        assert limits_of(alice.id, grave.at + 11 * DAY).paused_until is None


def test_who_is_stopped_reads_why(grave: Court) -> None:
    with grave.app.app_context():
        service.freeze(grave.case_id, grave.at + 2 * DAY, BECAUSE, grave.people.dan.member, at=grave.at)
        grave.mailbox.deliver(grave.at)
        assert BECAUSE in grave.mailbox.newest("alice@example.org").text
        grave.hear(grave.at)
    page = grave.people.alice.browser().get(f"/me/cases/{grave.public_id}")
    assert BECAUSE in page.text


def test_two_stops_make_no_longer_one(grave: Court) -> None:
    with grave.app.app_context():
        dan = grave.people.dan.member
        service.freeze(grave.case_id, grave.at + 2 * DAY, BECAUSE, dan, at=grave.at)
        service.freeze(grave.case_id, grave.at + 30 * DAY, BECAUSE, dan, at=grave.at + DAY)
        assert grave.case.frozen_until == grave.at + 14 * DAY


def test_a_lesser_report_stops_nobody(held: Court) -> None:
    with held.app.app_context(), pytest.raises(AccessRefused):
        service.freeze(held.case_id, held.at + DAY, BECAUSE, held.people.dan.member, at=held.at)


def test_a_running_introduction_can_be_taken_down_without_a_word(held: Court) -> None:
    with held.app.app_context():
        introduction = db.session.get_one(Introduction, held.introduction_id)
        assert introduction.state is State.CONNECTED, "this one ran its course, so it stays"
        decide(held, held.at, replace(UPHELD, removes=True))
        assert introduction.state is State.CONNECTED
        assert introduction.reason is not Reason.REMOVED


def test_a_knowingly_false_report_needs_two(held: Court) -> None:
    with held.app.app_context():
        (report,) = held.case.reports
        decision_id = decide(held, held.at, replace(DISMISSED, bad_faith_report_id=report.id))
        carol, dan, erin = held.people.carol, held.people.dan, held.people.join("Erin Walsh")
        assert harm(carol) == 0.0
        with pytest.raises(AccessRefused):
            service.second(held.case_id, dan.member, agrees=True, at=held.at + 12 * DAY)
        service.second(held.case_id, erin.member, agrees=True, at=held.at + 12 * DAY)
        assert harm(carol) == pytest.approx(1.0)
        assert held.case.decision
        assert held.case.decision.id == decision_id


def test_a_second_moderator_who_disagrees_opens_it_again(held: Court) -> None:
    with held.app.app_context():
        (report,) = held.case.reports
        decide(held, held.at, replace(DISMISSED, bad_faith_report_id=report.id))
        erin = held.people.join("Erin Walsh")
        service.second(held.case_id, erin.member, agrees=False, at=held.at + 12 * DAY)
        assert (held.case.stage, held.case.decision) == (CaseStage.OPEN, None)
        service.decide(held.case_id, DISMISSED, erin.member, at=held.at + 12 * DAY)
        assert harm(held.people.carol) == 0.0


def test_hearing_cannot_be_filled_in_for_nobody(held: Court) -> None:
    with held.app.app_context():
        held.hear(held.at)
        with pytest.raises(StaleError):
            held.hear(held.at, Hearing(rule=Grounds.OTHER, allegation="Again."))


def test_the_gravest_stand_first_and_then_the_oldest(held: Court) -> None:
    with held.app.app_context():
        ids = [
            connected(held.people.alice.member, held.people.join(name, f"{name}@example.org").member, held.at)
            for name in ("gwen", "hugo", "iris")
        ]
        kinds = (Grounds.OTHER, Grounds.SAFETY, Grounds.PRESSURE)
        cases = [
            reported(one, Role.SECOND, Role.FIRST, held.at, kind)
            for one, kind in zip(ids, kinds, strict=True)
        ]
        minor, grave, moderate = (case.public_id for case in cases)
    page = held.desk().get("/moderation").text
    order = sorted((grave, held.public_id, moderate, minor), key=page.index)
    assert order == [grave, held.public_id, moderate, minor]
