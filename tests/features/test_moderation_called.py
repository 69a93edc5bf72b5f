"""Moderators hear that something waits for them: at once when it presses, else once a day, without names."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from intro_app.cli.doctor.people import unread_reports
from intro_app.db import db
from intro_app.introductions.states import Role
from intro_app.moderation import service
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.service.calling import tell_daily
from intro_app.outbox.models import OutboxMessage
from tests.support.followups import connected
from tests.support.mail_server import Mailbox
from tests.support.moderation import DAY, TEXT, Court, reported
from tests.support.people import People

HOUR = timedelta(hours=1)
CALL = "A report on Mutual needs a moderator"
DAILY = "Moderation on Mutual: what’s waiting for you"


@pytest.fixture
def people(app: Flask, at: datetime) -> People:
    """Everybody has been here for two months."""
    return People(app, at - 60 * DAY)


def subjects(mailbox: Mailbox, address: str) -> list[str]:
    """What arrived about moderation."""
    return [one.subject for one in mailbox.to(address) if one.subject in {CALL, DAILY}]


def daily(app: Flask, at: datetime) -> None:
    """The worker's hourly round."""
    with app.app_context():
        tell_daily(at)


def test_the_first_report_of_a_day_calls_at_once_and_names_nobody(
    held: Court, people: People, mailbox: Mailbox, at: datetime
) -> None:
    mailbox.deliver(at)
    assert subjects(mailbox, people.dan.email) == [CALL]
    said = next(one for one in mailbox.to(people.dan.email) if one.subject == CALL).text
    assert "Severity if upheld: moderate" in said
    assert "/moderation" in said
    for secret in ("Alice", "Carol", "Marsh", "Duarte", TEXT, "pushing"):
        assert secret not in said


def test_another_the_same_day_waits_for_the_daily_mail_unless_it_is_severe(
    app: Flask, held: Court, people: People, mailbox: Mailbox, at: datetime
) -> None:
    with app.app_context():
        other = connected(people.bob.member, people.mallory.member, at)
        reported(other, Role.SECOND, Role.FIRST, at + HOUR)
    mailbox.deliver(at + HOUR)
    assert subjects(mailbox, people.dan.email) == [CALL]
    with app.app_context():
        reported(other, Role.FIRST, Role.SECOND, at + 2 * HOUR, Grounds.SAFETY)
    mailbox.deliver(at + 2 * HOUR)
    assert subjects(mailbox, people.dan.email) == [CALL, CALL]


def test_the_daily_mail_comes_once_a_day_while_something_waits(
    app: Flask, held: Court, people: People, mailbox: Mailbox, at: datetime
) -> None:
    daily(app, at + HOUR / 2)  # today's e-mails are due at nine
    mailbox.deliver(at + HOUR / 2)
    assert DAILY not in subjects(mailbox, people.dan.email)
    for hours in (1, 2, 5):
        daily(app, at + hours * HOUR)
    mailbox.deliver(at + 5 * HOUR)
    assert subjects(mailbox, people.dan.email).count(DAILY) == 1
    daily(app, at + 25 * HOUR)
    mailbox.deliver(at + 25 * HOUR)
    assert subjects(mailbox, people.dan.email).count(DAILY) == 2
    said = next(one for one in mailbox.to(people.dan.email) if one.subject == DAILY).text
    assert "1 case is waiting for a moderator." in said
    assert "Alice" not in said


def test_nothing_is_said_while_the_reported_person_has_time_to_answer(
    app: Flask, held: Court, people: People, mailbox: Mailbox, at: datetime
) -> None:
    with app.app_context():
        held.hear(at + HOUR)
    daily(app, at + 2 * DAY)
    mailbox.deliver(at + 2 * DAY)
    assert DAILY not in subjects(mailbox, people.dan.email)
    daily(app, at + 12 * DAY)
    mailbox.deliver(at + 12 * DAY)
    assert DAILY in subjects(mailbox, people.dan.email)


def test_who_is_too_near_hears_nothing(app: Flask, people: People, mailbox: Mailbox, at: datetime) -> None:
    people.dan.becomes("moderator")
    people.mallory.becomes("moderator")
    with app.app_context():
        theirs = connected(people.mallory.member, people.carol.member, at)
        reported(theirs, Role.SECOND, Role.FIRST, at, Grounds.SAFETY)
    daily(app, at + DAY)
    mailbox.deliver(at + DAY)
    assert subjects(mailbox, people.mallory.email) == []
    assert sorted(subjects(mailbox, people.dan.email)) == sorted([CALL, DAILY])


def test_with_nothing_to_do_nobody_is_written_to(app: Flask, people: People, at: datetime) -> None:
    people.dan.becomes("moderator")
    with app.app_context():
        before = db.session.scalar(select(func.count()).select_from(OutboxMessage))
        tell_daily(at + DAY)
        assert db.session.scalar(select(func.count()).select_from(OutboxMessage)) == before


def test_the_doctor_names_reports_that_nobody_has_read(app: Flask, held: Court, at: datetime) -> None:
    with app.app_context():
        assert not any(one.is_wrong for one in unread_reports(at + 47 * HOUR))
        (finding,) = unread_reports(at + 49 * HOUR)
        assert finding.is_wrong
        assert "1 report for more than 2 days" in finding.sentence
        service.look(held.case, held.people.dan.member, at=at + 50 * HOUR)
        assert not any(one.is_wrong for one in unread_reports(at + 99 * HOUR))


def test_reading_a_case_leaves_another_moderators_form_valid(held: Court, app: Flask, at: datetime) -> None:
    with app.app_context():
        before = held.case.version
        service.look(held.case, held.people.dan.member, at=at + HOUR)
        assert (held.case.version, held.case.first_read_at) == (before, at + HOUR)


@pytest.mark.parametrize(
    ("role", "subject"),
    [("moderator", "You’re now a moderator of Mutual"), ("admin", "You now help run Mutual")],
)
def test_who_is_given_a_role_is_told_and_led_to_a_passkey(
    people: People, mailbox: Mailbox, at: datetime, role: str, subject: str
) -> None:
    people.dan.becomes(role)
    mailbox.deliver(at)
    letter = mailbox.newest(people.dan.email)
    assert letter.subject == subject
    assert "/me/passkeys" in letter.text
