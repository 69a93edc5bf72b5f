"""A right that nobody uses ends after it was asked for; whoever can give rights hears of each change."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from intro_app import clock
from intro_app.audit.queries import read_lines
from intro_app.db import db
from intro_app.identity import service
from intro_app.identity.models import Staff, StaffRole
from intro_app.identity.policy import RIGHT_ENDS_AFTER, RIGHT_UNUSED, USE_NOTED
from intro_app.identity.queries import staff_roles
from tests.support.calendar import Calendar
from tests.support.mail_server import Mailbox
from tests.support.people import MemberHandle, People

DAY = timedelta(days=1)


@pytest.fixture
def erin(people: People) -> MemberHandle:
    """She gives rights, and uses hers."""
    return people.join("Erin Foley").becomes("give_rights")


def a_round(app: Flask) -> None:
    """The worker looks for rights that nobody uses."""
    with app.app_context():
        service.end_unused_rights(clock.now())


def holds(app: Flask, person: MemberHandle) -> set[StaffRole]:
    with app.app_context():
        return set(staff_roles(person.id))


def used_at(app: Flask, person: MemberHandle) -> datetime | None:
    with app.app_context():
        return db.session.query(Staff).filter_by(member_id=person.id).one().used_at


def asked(mailbox: Mailbox, person: MemberHandle) -> int:
    """How often they were asked whether they still need a right."""
    return len([one for one in mailbox.to(person.email) if "still help" in one.subject])


def test_an_unused_right_is_asked_for_and_ends_two_weeks_later(
    app: Flask, people: People, erin: MemberHandle, mailbox: Mailbox, the_calendar: Calendar
) -> None:
    dan = people.dan.becomes("host")
    the_calendar.pass_by(RIGHT_UNUSED - DAY)
    erin.browser(by_passkey=True).get("/staff/members")
    a_round(app)
    mailbox.deliver(clock.now())
    assert asked(mailbox, dan) == 0
    the_calendar.pass_by(DAY)
    a_round(app)
    a_round(app)
    mailbox.deliver(clock.now())
    assert asked(mailbox, dan) == 1
    assert "Reception: members" in mailbox.newest(dan.email).text
    the_calendar.pass_by(RIGHT_ENDS_AFTER - DAY)
    a_round(app)
    assert holds(app, dan) == {StaffRole.HOST}
    the_calendar.pass_by(DAY)
    a_round(app)
    mailbox.deliver(clock.now())
    assert holds(app, dan) == set()
    assert "has ended" in mailbox.newest(dan.email).subject
    assert "Someone’s right on" in mailbox.newest(erin.email).subject
    assert "Dan Okafor" in mailbox.newest(erin.email).text
    with app.app_context():
        assert [(line.act, line.subject_id) for line in read_lines()][-1] == ("role_ended", dan.id)
        service.grant(dan.member, StaffRole.HOST, clock.now())
    assert holds(app, dan) == {StaffRole.HOST}


def test_whoever_opens_a_page_of_the_right_keeps_it(
    app: Flask, people: People, erin: MemberHandle, the_calendar: Calendar
) -> None:
    dan = people.dan.becomes("host")
    the_calendar.pass_by(RIGHT_UNUSED)
    a_round(app)
    dan.browser(by_passkey=True).get("/staff/requests")
    the_calendar.pass_by(RIGHT_ENDS_AFTER)
    a_round(app)
    assert holds(app, dan) == {StaffRole.HOST}
    the_calendar.pass_by(RIGHT_UNUSED - RIGHT_ENDS_AFTER)
    a_round(app)
    the_calendar.pass_by(RIGHT_ENDS_AFTER)
    a_round(app)
    assert holds(app, dan) == set()


@pytest.mark.one_database
def test_the_front_page_another_right_and_a_session_without_a_passkey_are_no_use(
    app: Flask, people: People
) -> None:
    dan = people.dan.becomes("host")
    browser = dan.browser(by_passkey=True)
    for path in ("/staff", "/staff/figures", "/people"):
        browser.get(path)
    dan.browser().get("/staff/members")
    assert used_at(app, dan) is None
    browser.get("/staff/members")
    assert used_at(app, dan) is not None


@pytest.mark.one_database
def test_a_use_is_stored_once_a_week(app: Flask, people: People, the_calendar: Calendar) -> None:
    dan = people.dan.becomes("admin")
    dan.browser(by_passkey=True).get("/staff/health")
    first = used_at(app, dan)
    assert first is not None
    the_calendar.pass_by(USE_NOTED - timedelta(minutes=1))
    dan.browser(by_passkey=True).get("/staff/members")
    assert used_at(app, dan) == first
    the_calendar.pass_by(timedelta(minutes=2))
    dan.browser(by_passkey=True).get("/staff/members")
    again = used_at(app, dan)
    assert again is not None
    assert again > first + USE_NOTED


def test_the_last_one_who_can_give_rights_never_loses_that(
    app: Flask, people: People, the_calendar: Calendar, mailbox: Mailbox
) -> None:
    dan, erin = people.dan.becomes("admin"), people.join("Erin Foley").becomes("give_rights")
    the_calendar.pass_by(RIGHT_UNUSED)
    a_round(app)
    the_calendar.pass_by(RIGHT_ENDS_AFTER)
    for _round in range(3):
        a_round(app)
    assert {frozenset(holds(app, one)) for one in (dan, erin)} == {
        frozenset(),
        frozenset([StaffRole.GIVE_RIGHTS]),
    }
    the_calendar.pass_by(RIGHT_UNUSED)
    a_round(app)
    mailbox.deliver(clock.now())
    kept = dan if holds(app, dan) else erin
    assert asked(mailbox, kept) == 1, "while there was another"


def test_a_moderator_can_lose_an_unused_right_while_others_give_none(
    app: Flask, people: People, the_calendar: Calendar
) -> None:
    dan = people.dan.becomes("moderator")
    for wait in (RIGHT_UNUSED, RIGHT_ENDS_AFTER):
        the_calendar.pass_by(wait)
        a_round(app)
    assert holds(app, dan) == set()


def test_all_who_give_rights_hear_of_a_right_given_and_taken_whoever_did_it_too(
    app: Flask, people: People, erin: MemberHandle, mailbox: Mailbox
) -> None:
    carol = people.carol.becomes("admin")
    mailbox.deliver(clock.now())
    mailbox.empty()
    with app.app_context():
        service.grant(people.dan.member, StaffRole.MONEY, clock.now(), by_id=erin.id, why="She keeps books.")
    mailbox.deliver(clock.now())
    for giver in (erin, carol):
        letter = mailbox.newest(giver.email)
        assert letter.subject.startswith("Someone was given a right on")
        assert "Dan Okafor" in letter.text
        assert "Erin Foley" in letter.text
        assert "books" not in letter.text
    assert mailbox.newest(people.dan.email).subject.startswith("You now help run")
    mailbox.empty()
    with app.app_context():
        service.revoke(people.dan.member, StaffRole.MONEY, clock.now())
    mailbox.deliver(clock.now())
    assert "someone on the server" in mailbox.newest(carol.email).text
    assert "has ended" in mailbox.newest(people.dan.email).subject
    assert mailbox.to(people.alice.email) == []
