"""Who is looked at by staff reads of it: for a case once they are heard, or the case has closed."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from intro_app.introductions.states import Role
from intro_app.moderation import service
from tests.support.mail_server import Mailbox
from tests.support.moderation import UPHELD, Court, court
from tests.support.people import MemberHandle, People
from tests.support.shelf import Shelf

WHY = "To tell two people of one name apart."


@pytest.fixture
def held(app: Flask, people: People, mailbox: Mailbox, at: datetime, shelf: Shelf) -> Court:
    """Carol reported Alice; Dan moderates."""
    return court(app, people, mailbox, at, shelf)


def look_at(held: Court, role: Role) -> None:
    with held.app.app_context():
        service.reveal(held.case, role, WHY, held.people.dan.member, at=held.at)


def reads_of_it(person: MemberHandle) -> bool:
    page = person.browser().get("/me/looks")
    assert page.status_code == 200
    return WHY in page.text


def test_a_look_for_a_case_is_listed_once_the_person_is_heard(held: Court) -> None:
    look_at(held, Role.FIRST)
    assert not reads_of_it(held.people.alice), "it would tell that somebody reported"
    with held.app.app_context():
        held.hear(held.at - timedelta(days=4))
    assert reads_of_it(held.people.alice)
    assert not reads_of_it(held.people.mallory)


def test_a_look_at_who_reported_is_listed_once_the_case_is_closed(held: Court) -> None:
    look_at(held, Role.SECOND)
    with held.app.app_context():
        held.hear(held.at)
    assert not reads_of_it(held.people.carol)
    with held.app.app_context():
        service.decide(held.case_id, UPHELD, held.people.dan.member, at=held.at + timedelta(days=11))
    assert reads_of_it(held.people.carol)
