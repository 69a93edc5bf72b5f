"""What is counted as waiting for somebody on staff is what they can work on: appeals wait for another one."""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from intro_app.db import atomic, db
from intro_app.identity.models import Staff, StaffRole
from intro_app.introductions.states import Role
from intro_app.moderation import service
from intro_app.moderation.service.calling import tell_daily
from intro_app.moderation.stages import AppealOutcome
from intro_app.organising.suspensions import service as suspensions
from tests.support.calendar import Calendar
from tests.support.moderation import DAY, UPHELD, Court, decide
from tests.support.people import MemberHandle
from tests.support.staff_pages import badge
from tests.support.suspending import suspended

DAILY = "Moderation on Mutual: what’s waiting for you"
HOUR = timedelta(hours=1)


@pytest.fixture
def appealed(held: Court, the_calendar: Calendar) -> Court:
    """Alice appeals against what Dan decided."""
    with held.app.app_context():
        decide(held, held.at)
        service.appeal(held.case_id, Role.FIRST, "It was agreed.", at=held.at + 12 * DAY)
    the_calendar.go_to(held.at + 12 * DAY + HOUR)
    return held


def told_daily(held: Court, person: MemberHandle, days: int) -> bool:
    """Whether the daily e-mail of that day says to somebody that something waits."""
    at = held.at + days * DAY
    with held.app.app_context():
        tell_daily(at)
    held.mailbox.deliver(at)
    return DAILY in [one.subject for one in held.mailbox.to(person.email)]


def at_home(person: MemberHandle) -> bool:
    """Whether the front page of staff says that a report waits."""
    return "to read</strong>" in person.browser(by_passkey=True).get("/staff").text


def test_an_appeal_waits_for_another_moderator_than_who_decided(appealed: Court, erin: MemberHandle) -> None:
    dan = appealed.people.dan
    assert (badge(dan), badge(erin)) == (0, 1)
    assert (at_home(dan), at_home(erin)) == (False, True)
    mine, another = (appealed.desk(one).get("/moderation").text for one in (dan, erin))
    assert "appeal waiting for another moderator" in mine
    assert "appeal waiting" in another
    assert "for another moderator" not in another
    assert (told_daily(appealed, dan, 13), told_daily(appealed, erin, 13)) == (False, True)


def test_neither_does_it_wait_for_who_seconded_the_decision(
    held: Court, erin: MemberHandle, the_calendar: Calendar
) -> None:
    frank = held.people.join("Frank Moss").becomes("moderator")
    with held.app.app_context():
        decision_id = decide(held, held.at)
        with atomic():
            held.case.decisions[0].second_id = erin.id
        assert held.case.decision
        assert held.case.decision.id == decision_id
        service.appeal(held.case_id, Role.FIRST, "It was agreed.", at=held.at + 12 * DAY)
    the_calendar.go_to(held.at + 12 * DAY + HOUR)
    assert [badge(one) for one in (held.people.dan, erin, frank)] == [0, 0, 1]


def test_it_waits_for_the_only_moderator_after_two_days(appealed: Court, the_calendar: Calendar) -> None:
    dan = appealed.people.dan
    assert badge(dan) == 0
    assert not told_daily(appealed, dan, 13)
    the_calendar.go_to(appealed.at + 14 * DAY + HOUR)
    assert badge(dan) == 1
    assert told_daily(appealed, dan, 15)


def test_a_moderator_who_is_too_near_does_not_count_as_another(
    appealed: Court, erin: MemberHandle, the_calendar: Calendar
) -> None:
    appealed.people.know_each_other(erin, appealed.people.carol)
    the_calendar.go_to(appealed.at + 14 * DAY + HOUR)
    assert [badge(one) for one in (appealed.people.dan, erin)] == [1, 0]


def test_a_second_appeal_after_the_first_waits_for_whoever_did_not_make_the_new_decision(
    appealed: Court, erin: MemberHandle, the_calendar: Calendar
) -> None:
    changed = service.Review(outcome=AppealOutcome.CHANGED, reasons="It was milder.", ruling=UPHELD)
    with appealed.app.app_context():
        service.review(appealed.case_id, changed, erin.member, at=appealed.at + 13 * DAY)
        service.appeal(appealed.case_id, Role.SECOND, "Too mild.", at=appealed.at + 14 * DAY)
    the_calendar.go_to(appealed.at + 14 * DAY + HOUR)
    assert [badge(one) for one in (appealed.people.dan, erin)] == [1, 0]


def test_whoever_suspended_somebody_judges_only_where_nobody_else_can(
    held: Court, the_calendar: Calendar
) -> None:
    held.people.dan.becomes("host")
    found = suspended(held.app, held.people.mallory, held.people.dan, held.at)
    with held.app.app_context():
        with atomic():
            db.session.execute(delete(Staff).where(Staff.role == StaffRole.MODERATOR))
        suspensions.appeal(found, "It was one letter to each of two people.", held.at)
    the_calendar.go_to(held.at + HOUR)
    assert badge(held.people.dan) == 0
    the_calendar.go_to(held.at + 2 * DAY + HOUR)
    assert badge(held.people.dan) == 1
    home = held.desk().get("/staff").text
    assert "Mallory Voss appeals" in home
    held.people.join("Erin Foley").becomes("host")
    assert badge(held.people.dan) == 0
