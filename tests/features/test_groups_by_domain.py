"""Groups by mail domain: who may join by their address, how it is proved again, and when it ends."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from intro_app import clock
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.groups import by_domain, queries, service
from intro_app.groups.models import GroupMembership, MemberGroup
from intro_app.groups.policy import PROOF_LASTS, PROOF_WITHIN
from intro_app.groups.service import GroupClosed
from tests.support.calendar import Calendar
from tests.support.groups import made_by
from tests.support.identity_pages import ask, follow, letters, link_in, send
from tests.support.joining import press
from tests.support.mail_server import Mailbox
from tests.support.people import MemberHandle, People, visitor

DAY = timedelta(days=1)
In = Callable[[MemberHandle], bool]


@pytest.fixture
def group(app: Flask, people: People, at: datetime) -> int:
    """The group of a school, for whoever has an address there; its id."""
    public_id, _code = made_by(people.dan, at)
    with app.app_context():
        found = queries.by_public_id(public_id)
        assert found
        by_domain.set_mail_domains(found.id, people.dan.member, ["school.example", "*.school.example"], at)
        return found.id


@pytest.fixture
def pupil(people: People) -> MemberHandle:
    """Somebody with an address at the school."""
    return people.join("Pia Voss", "pia@mail.school.example")


@pytest.fixture
def is_in(app: Flask, group: int) -> In:
    """Whether somebody is in the group."""

    def asked(person: MemberHandle) -> bool:
        with app.app_context():
            return queries.is_in(person.id, group)

    return asked


def joins_by_address(browser: FlaskClient) -> None:
    press(browser, browser.get("/groups"), "/groups/by-address")


def a_round(app: Flask, mailbox: Mailbox) -> None:
    with app.app_context():
        by_domain.ask_for_proofs(clock.now())
    mailbox.deliver(clock.now())


def test_who_has_an_address_there_joins_at_once_and_others_are_not_offered_it(
    people: People, pupil: MemberHandle, is_in: In
) -> None:
    hers = pupil.browser()
    joins_by_address(hers)
    assert is_in(pupil)
    assert "only you can see that" in hers.get("/groups").text
    assert "Join with your address" not in people.alice.browser().get("/groups").text
    assert not is_in(people.alice)


@pytest.mark.one_database
def test_a_form_sent_by_hand_opens_nothing_for_other_addresses(
    app: Flask, people: People, group: int, is_in: In
) -> None:
    with app.app_context(), pytest.raises(GroupClosed):
        by_domain.join_by_address(people.alice.member, db.session.get_one(MemberGroup, group), clock.now())
    assert not is_in(people.alice)


def test_whom_staff_removed_does_not_come_in_again_by_the_address(
    app: Flask, people: People, pupil: MemberHandle, group: int, is_in: In
) -> None:
    hers = pupil.browser()
    joins_by_address(hers)
    with app.app_context():
        service.remove_from_group(group, pupil.id, people.dan.member, clock.now())
    assert not is_in(pupil)
    with app.app_context(), pytest.raises(DomainError, match="closed to new members"):
        by_domain.join_by_address(pupil.member, db.session.get_one(MemberGroup, group), clock.now())


def test_once_a_year_the_address_is_proved_by_signing_in_by_e_mail(
    app: Flask, pupil: MemberHandle, mailbox: Mailbox, is_in: In, the_calendar: Calendar
) -> None:
    joins_by_address(pupil.browser())
    the_calendar.pass_by(PROOF_LASTS - DAY)
    a_round(app, mailbox)
    assert mailbox.to(pupil.email) == []
    the_calendar.pass_by(DAY)
    for _again in range(2):
        a_round(app, mailbox)
    (asked,) = mailbox.to(pupil.email)
    assert asked.subject == "Is this still your address?"
    browser = visitor(app)
    ask(browser, pupil.email)
    assert follow(browser, link_in(letters(app)[-1])).status_code == 303
    the_calendar.pass_by(PROOF_WITHIN)
    a_round(app, mailbox)
    assert is_in(pupil)


def test_who_does_not_prove_it_leaves_the_group_and_is_told(
    app: Flask, people: People, pupil: MemberHandle, mailbox: Mailbox, is_in: In, the_calendar: Calendar
) -> None:
    joins_by_address(pupil.browser())
    the_calendar.pass_by(PROOF_LASTS)
    a_round(app, mailbox)
    pupil.browser(by_passkey=True).get("/groups")
    the_calendar.pass_by(PROOF_WITHIN - DAY)
    a_round(app, mailbox)
    assert is_in(pupil)
    the_calendar.pass_by(DAY)
    a_round(app, mailbox)
    assert not is_in(pupil)
    assert mailbox.newest(pupil.email).subject.startswith("You’re no longer in a group")
    joins_by_address(pupil.browser())
    assert is_in(pupil), "it may come back by itself"


def test_what_came_another_way_stays_when_the_address_ends(
    app: Flask, people: People, pupil: MemberHandle, group: int, is_in: In
) -> None:
    joins_by_address(pupil.browser())
    with app.app_context():
        service.add_by_hand(group, people.dan.member, pupil.member, clock.now())
        with atomic():
            pupil.member.email = "pia@elsewhere.example"
            by_domain.follow_address(pupil.member, clock.now())
        assert [row.source for row in db.session.query(GroupMembership).filter_by(member_id=pupil.id)] == [
            "hand"
        ]
    assert is_in(pupil)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("gmail.com", "Anyone can get an address at gmail.com."),
        ("*.ac.uk", "Anyone can register a name under *.ac.uk."),
        ("nowhere", "Write whole mail domains"),
    ],
)
def test_domains_that_would_let_in_everybody_are_refused(
    app: Flask, people: People, group: int, typed: str, said: str
) -> None:
    with app.app_context():
        path = f"/staff/groups/{db.session.get_one(MemberGroup, group).public_id}"
    dan = people.dan.becomes("host").browser(by_passkey=True)
    refused = send(dan, path, f"{path}/domains", domains=typed)
    assert refused.status_code == 422
    assert said in refused.text
    assert send(dan, path, f"{path}/domains", domains="school.example").status_code == 303
    assert 'value="school.example"' in dan.get(path).text
