"""Guests of one connector who report one member weigh as one source, and false ones mark the connector's."""

from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask

from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.introductions.guests import Carrier, Guest
from intro_app.introductions.models import Introduction
from intro_app.introductions.service.choosing import ensure_writes_for
from intro_app.introductions.states import Role
from intro_app.moderation import queries, service
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.models import Case
from intro_app.moderation.service import Complaint
from intro_app.moderation.stages import CaseOutcome
from intro_app.people.models import StoppableAct
from intro_app.trust.events import Severity
from tests.support.followups import connected
from tests.support.mail_server import Mailbox
from tests.support.moderation import DAY, HEARING, UPHELD, harm, reported
from tests.support.people import MemberHandle, People

FALSE = replace(UPHELD, outcome=CaseOutcome.NOT_UPHELD, severity=None)


@pytest.fixture
def people(people: People) -> People:
    """Dan and Erin moderate, and know nobody; the mailer delivers."""
    people.dan.becomes("moderator")
    people.__dict__["erin"] = people.join("Erin Walsh").becomes("moderator")
    return people


def by_guest(
    people: People, connector: MemberHandle, number: int, at: datetime, about: Role = Role.FIRST
) -> Case:
    """A guest of this connector, who was introduced to Alice, reports her or the connector."""
    made_id = connected(people.alice.member, people.carol.member, at, connector.member, mark=str(number))
    with atomic():
        made = db.session.get_one(Introduction, made_id)
        made.second = None
        email = f"guest{number}@guests.example.net"
        guest = Guest(role=Role.SECOND, carrier=Carrier.SITE, name=f"G {number}", email=email, proven=True)
        made.guests.append(guest)
    complaint = Complaint(about=about, grounds=Grounds.HARASSMENT, text="She insulted me.")
    return service.report(made_id, Role.SECOND, complaint, at=at)


def order(people: People, at: datetime) -> list[tuple[int, bool]]:
    """The cases in the queue, and which are marked."""
    rows, _others, _after = queries.queue(people.dan.member, at)
    return [(row.id, row.is_of_same_source) for row in rows]


def test_three_guests_of_one_connector_weigh_as_one(app: Flask, people: People, at: datetime) -> None:
    with app.app_context():
        first, second, third = (by_guest(people, people.bob, number, at).id for number in (1, 2, 3))
        other = connected(people.mallory.member, people.carol.member, at, mark="other")
        lesser = reported(other, Role.SECOND, Role.FIRST, at).id
        assert order(people, at) == [(first, True), (lesser, False), (second, True), (third, True)]
        service.decide(first, FALSE, people.dan.member, at=at)
        assert order(people, at) == [(second, True), (lesser, False), (third, True)]
    page = people.dan.browser(by_passkey=True).get("/moderation").text
    assert page.count("guests of one connector: counts as one source") == 2


def test_guests_of_two_connectors_are_two_sources(app: Flask, people: People, at: datetime) -> None:
    with app.app_context():
        one = by_guest(people, people.bob, 1, at).id
        other = by_guest(people, people.mallory, 2, at).id
        assert order(people, at) == [(one, False), (other, False)]


def test_a_member_who_reports_as_well_is_a_source_of_their_own(
    app: Flask, people: People, at: datetime
) -> None:
    with app.app_context():
        one, other = by_guest(people, people.bob, 1, at), by_guest(people, people.bob, 2, at)
        service.report(
            other.introduction.id,
            Role.CONNECTOR,
            Complaint(about=Role.FIRST, grounds=Grounds.HARASSMENT),
            at=at,
        )
        assert order(people, at) == [(one.id, False), (other.id, False)]


def test_pages_of_the_queue_follow_the_same_order(
    app: Flask, people: People, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intro_app.moderation.queries.lists.PAGE", 1)
    with app.app_context():
        ids = [by_guest(people, people.bob, number, at).id for number in (1, 2, 3)]
        seen, after = [], ""
        for _page in ids:
            (row,), _others, after = queries.queue(people.dan.member, at, after)
            seen.append(row.id)
        assert (seen, after) == (ids, "")


def test_a_guests_false_report_marks_later_ones_and_is_told_to_nobody(
    app: Flask, people: People, mailbox: Mailbox, at: datetime
) -> None:
    with app.app_context():
        case = by_guest(people, people.bob, 1, at)
        false = replace(FALSE, bad_faith_report_id=case.reports[0].id)
        assert service.decide(case.id, false, people.dan.member, at=at).is_proposed
        erin = people.__dict__["erin"].member
        service.second(case.id, erin, agrees=True, at=at)
        later = by_guest(people, people.bob, 2, at)
        assert queries.was_misused(later)
        assert not queries.was_misused(by_guest(people, people.mallory, 3, at))
        assert harm(people.bob) == 0
        ensure_fine(people.bob.member, at)
        path = f"/moderation/cases/{later.public_id}"
        mailbox.deliver(at)
    texts = [one.text for one in mailbox.to("guest1@guests.example.net")]
    assert not [text for text in texts if "untrue" in text]
    page = people.dan.browser(by_passkey=True).get(path).text
    assert "An earlier report by a guest of this connector was found knowingly false." in page


def ensure_fine(connector: Member, at: datetime) -> None:
    """Whatever stops the site from writing for them, it is no decision."""
    with pytest.raises(DomainError) as refused:
        ensure_writes_for(connector, at)
    assert "moderator" not in refused.value.sentence


def test_guest_mail_is_closed_by_a_decision_about_the_connectors_own_part(
    app: Flask, people: People, mailbox: Mailbox, at: datetime
) -> None:
    with app.app_context():
        case = by_guest(people, people.bob, 1, at, Role.CONNECTOR)
        service.hear(case.id, HEARING, people.dan.member, at=at)
        ruling = replace(UPHELD, severity=Severity.MINOR, stops=[StoppableAct.GUEST_MAIL], stop_days=30)
        service.decide(case.id, ruling, people.dan.member, at=at + 11 * DAY)
        with pytest.raises(DomainError, match="A moderator has paused this for you"):
            ensure_writes_for(people.bob.member, at + 12 * DAY)
        mailbox.deliver(at + 12 * DAY)
    letter = mailbox.newest(people.bob.email)
    assert "Having the site write to guests" in " ".join(letter.text.split())
    assert "you can appeal once" in " ".join(letter.text.split())
