"""What a moderator's decision says is true, and each of its clocks ends when it says."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask

from intro_app.db import db
from intro_app.errors import StaleError
from intro_app.introductions.models import Introduction
from intro_app.introductions.queries import asked
from intro_app.introductions.service import close_due
from intro_app.introductions.states import Role
from intro_app.moderation import queries, service
from intro_app.moderation.models import Case
from intro_app.moderation.policy import APPEAL_WITHIN
from intro_app.moderation.service import Review
from intro_app.moderation.stages import AppealOutcome, CaseStage
from intro_app.trust.policy import Words
from intro_app.trust.queries import standing_words
from tests.support.mail_server import Mailbox
from tests.support.moderation import DAY, HEARING, UPHELD, Court, decide, reported
from tests.support.people import MemberHandle, People
from tests.support.trust.asks import ask

STOPPED = replace(UPHELD, removes=True)
OVERTURNED = Review(outcome=AppealOutcome.OVERTURNED, reasons="It was agreed.")


def stopped_and_overturned(people: People, at: datetime, by: Role, about: Role) -> tuple[Case, Introduction]:
    """Alice asks Carol; one reports the other, the introduction is stopped, and that is overturned."""
    made = ask(people.alice, people.carol, at)
    case = reported(made.id, by, about, at)
    service.hear(case.id, HEARING, people.dan.member, at=at)
    service.decide(case.id, STOPPED, people.dan.member, at=at + 5 * DAY + DAY * 5)
    service.appeal(case.id, about, "It was agreed.", at=at + 11 * DAY)
    service.review(case.id, OVERTURNED, people.dan.member, at=at + 14 * DAY)
    return case, db.session.get_one(Introduction, made.id, populate_existing=True)


def test_an_overturned_removal_says_what_stays_and_frees_the_open_ask(
    app: Flask, people: People, mailbox: Mailbox, at: datetime
) -> None:
    people.dan.becomes("moderator")
    with app.app_context():
        case, introduction = stopped_and_overturned(people, at, Role.SECOND, Role.FIRST)
        assert introduction.author_told_at == at + 14 * DAY
        assert not db.session.scalars(db.select(Introduction.id).where(asked.OPEN)).all()
        path = f"/me/cases/{case.public_id}"
        mailbox.deliver(at + 15 * DAY)
        close_due(at + 30 * DAY)
        mailbox.deliver(at + 30 * DAY)
    words = "The introduction that we stopped stays closed, and whoever asked can ask for another."
    page = people.alice.browser().get(path).text
    assert words in page
    assert "as if it had never happened" not in page
    letters = [" ".join(one.text.split()) for one in mailbox.to(people.alice.email)]
    assert [words in text for text in letters].count(True) == 1
    assert not [one for one in mailbox.to(people.alice.email) if one.tells_of_a_closing]


def test_a_removal_that_stands_stays_silent_until_the_closing_day(
    app: Flask, people: People, mailbox: Mailbox, at: datetime
) -> None:
    people.dan.becomes("moderator")
    with app.app_context():
        made = ask(people.alice, people.carol, at)
        case = reported(made.id, Role.SECOND, Role.FIRST, at)
        service.hear(case.id, replace(HEARING, unheard_because="Danger."), people.dan.member, at=at)
        service.decide(case.id, STOPPED, people.dan.member, at=at)
        assert db.session.get_one(Introduction, made.id, populate_existing=True).author_told_at is None


def test_an_appeal_is_taken_until_the_last_moment_and_keeps_the_evidence(held: Court) -> None:
    with held.app.app_context():
        decide(held, held.at)
        decided = held.at + 11 * DAY
        late = decided + APPEAL_WITHIN + timedelta(seconds=1)
        with pytest.raises(StaleError):
            service.appeal(held.case_id, Role.FIRST, "Too late.", at=late)
        service.appeal(held.case_id, Role.FIRST, "In time.", at=decided + APPEAL_WITHIN)
        service.erase_sealed(decided + 400 * DAY)
        assert held.case.evidence, "it waits for a moderator"
        assert held.case.stage is CaseStage.APPEALED
        service.review(held.case_id, OVERTURNED, held.people.dan.member, at=decided + 400 * DAY)
        service.erase_sealed(decided + 401 * DAY)
        assert not held.case.evidence


def test_moderators_are_reminded_of_an_appeal_every_day_until_it_is_decided(
    held: Court, erin: MemberHandle
) -> None:
    with held.app.app_context():
        decide(held, held.at)
        service.appeal(held.case_id, Role.FIRST, "It was agreed.", at=held.at + 12 * DAY)
        for days in (13, 14, 20):
            at = held.at + days * DAY
            assert queries.workload(erin.member, at, since_before=at).cases == 1
            assert queries.workload(held.people.dan.member, at, since_before=at).is_empty, "he decided it"
        service.review(held.case_id, OVERTURNED, erin.member, at=held.at + 21 * DAY)
        at = held.at + 22 * DAY
        assert queries.workload(erin.member, at, since_before=at).is_empty


def test_the_word_of_a_recent_report_ends_after_a_year_at_most(held: Court) -> None:
    with held.app.app_context():
        decide(held, held.at)
        decided = held.at + 11 * DAY
        alice = held.people.alice.id
        assert standing_words(alice, decided + DAY) is Words.RECENT_UPHELD_REPORT
        assert standing_words(alice, decided + 366 * DAY) is not Words.RECENT_UPHELD_REPORT
