"""One word against a decision, judged by somebody else."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask

from intro_app.errors import StaleError
from intro_app.identity.models import StaffRole
from intro_app.identity.service import revoke
from intro_app.introductions.states import Role
from intro_app.moderation import service
from intro_app.moderation.service import AccessRefused, Review, Ruling
from intro_app.moderation.stages import AppealOutcome, CaseStage
from intro_app.trust.events import Severity
from intro_app.trust.queries import limits_of, standing_of
from tests.support.calendar import Calendar
from tests.support.mail_server import Mailbox
from tests.support.moderation import DAY, UPHELD, Court, court, decide, harm, subjects
from tests.support.people import MemberHandle, People
from tests.support.shelf import Shelf


@pytest.fixture
def held(app: Flask, people: People, mailbox: Mailbox, at: datetime, shelf: Shelf) -> Court:
    """Carol reported Alice; Dan moderates, and so does Bob."""
    made = court(app, people, mailbox, at, shelf)
    people.bob.becomes("moderator")
    return made


def review(outcome: AppealOutcome, ruling: Ruling | None = None) -> Review:
    return Review(outcome=outcome, reasons="We looked at all of it again.", ruling=ruling)


def test_an_appeal_is_possible_once_within_six_months(held: Court) -> None:
    with held.app.app_context():
        decide(held, held.at)
        with pytest.raises(StaleError):
            service.appeal(held.case_id, Role.FIRST, "Late.", at=held.at + 200 * DAY)
        with pytest.raises(StaleError):
            service.appeal(held.case_id, Role.CONNECTOR, "Not mine.", at=held.at + 12 * DAY)
        service.appeal(held.case_id, Role.FIRST, "It was agreed.", at=held.at + 12 * DAY)
        with pytest.raises(StaleError):
            service.appeal(held.case_id, Role.FIRST, "Again.", at=held.at + 13 * DAY)


def test_the_only_moderator_looks_again_after_two_days_and_says_so(held: Court) -> None:
    with held.app.app_context():
        dan, at = held.people.dan, held.at + 12 * DAY
        decide(held, held.at)
        revoke(held.people.bob.member, StaffRole.MODERATOR, at)
        service.appeal(held.case_id, Role.FIRST, "It was agreed.", at=at)
        with pytest.raises(AccessRefused):
            service.review(
                held.case_id, review(AppealOutcome.UPHELD), dan.member, at=at + timedelta(hours=47)
            )
        service.review(held.case_id, review(AppealOutcome.UPHELD), dan.member, at=at + timedelta(hours=48))
        held.mailbox.deliver(at + 3 * DAY)
        text = " ".join(held.mailbox.newest("alice@example.org").text.split())
        assert "This site has only one moderator" in text
        assert "write to people@meet.example.org" in text


def test_who_decided_is_shown_why_another_judges_and_not_a_form(held: Court, the_calendar: Calendar) -> None:
    with held.app.app_context():
        decide(held, held.at)
        service.appeal(held.case_id, Role.FIRST, "It was agreed.", at=held.at + 12 * DAY)
    the_calendar.go_to(held.at + 12 * DAY)
    mine, another = (held.desk(one).get(held.path).text for one in (held.people.dan, held.people.bob))
    assert "Someone other than the first moderator has to do this." in mine
    assert f"{held.path}/review" not in mine
    assert f"{held.path}/review" in another


def test_a_changed_decision_takes_the_place_of_the_old_one(held: Court) -> None:
    with held.app.app_context():
        decide(held, held.at, replace(UPHELD, severity=Severity.MODERATE))
        service.appeal(held.case_id, Role.FIRST, "It was once.", at=held.at + 12 * DAY)
        milder = review(AppealOutcome.CHANGED, replace(UPHELD, severity=Severity.MINOR))
        service.review(held.case_id, milder, held.people.bob.member, at=held.at + 13 * DAY)
        assert harm(held.people.alice) == pytest.approx(1.0)
        assert "The outcome of an appeal" in subjects(held, "carol@example.org", held.at + 14 * DAY)
        service.appeal(held.case_id, Role.SECOND, "It was three times.", at=held.at + 15 * DAY)
        assert held.case.stage is CaseStage.APPEALED


def test_overturning_restores_exactly_what_was_before(held: Court) -> None:
    with held.app.app_context():
        before = standing_of(held.people.alice.id)
        decide(held, held.at)
        service.appeal(held.case_id, Role.FIRST, "It was agreed.", at=held.at + 12 * DAY)
        service.review(
            held.case_id, review(AppealOutcome.OVERTURNED), held.people.bob.member, at=held.at + 13 * DAY
        )
        after = standing_of(held.people.alice.id)
        assert (after.good, after.harm) == (before.good, before.harm)
        assert limits_of(held.people.alice.id, held.at + 13 * DAY).paused_until is None


def test_the_line_in_the_ledger_leads_to_the_decision(held: Court) -> None:
    with held.app.app_context():
        decide(held, held.at)
        page = held.people.alice.browser().get("/me/trust")
        assert f'href="/me/cases/{held.public_id}"' in page.text


def test_two_who_decide_at_once_decide_once(held: Court) -> None:
    judges = [held.people.dan, held.people.join("Erin Walsh"), held.people.join("Frank Moss")]

    def decides(judge: MemberHandle) -> str:
        with held.app.app_context():
            try:
                service.decide(held.case_id, UPHELD, judge.member, at=held.at + 11 * DAY)
            except AccessRefused as refused:
                return refused.refusal.name
            return "decided"

    with held.app.app_context():
        held.hear(held.at)
    with ThreadPoolExecutor(3) as pool:
        ends = sorted(pool.map(decides, judges))
    assert ends == ["NOT_OPEN", "NOT_OPEN", "decided"]
    with held.app.app_context():
        assert harm(held.people.alice) == pytest.approx(2.0)
