"""A decision may stop somebody from writing, hosting, pinning or inviting: for days, told, undone exactly."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask

from intro_app.community.board import service as board
from intro_app.community.board.models import NoteKind
from intro_app.community.circles import service as circles
from intro_app.community.circles.service import Described
from intro_app.community.threads import service as threads
from intro_app.errors import DomainError
from intro_app.introductions.states import Role
from intro_app.joining.invitations import service as invitations
from intro_app.joining.invitations.service import Invited
from intro_app.moderation import service
from intro_app.moderation.service import Review
from intro_app.moderation.stages import AppealOutcome, CaseOutcome
from intro_app.people.models import StoppableAct
from intro_app.people.stops import is_stopped
from tests.support.community import Village, found
from tests.support.mail_server import Mailbox
from tests.support.moderation import DAY, UPHELD, Court, court, decide
from tests.support.people import People
from tests.support.shelf import Shelf

STOPPED = replace(UPHELD, stops=list(StoppableAct), stop_days=20)


@pytest.fixture
def held(app: Flask, people: People, mailbox: Mailbox, at: datetime, shelf: Shelf) -> Court:
    """Carol reported Alice; Dan moderates, and Bob too."""
    made = court(app, people, mailbox, at, shelf)
    people.bob.becomes("moderator")
    return made


def stopped(held: Court, at: datetime) -> list[StoppableAct]:
    """What Alice may not do at this time."""
    return [act for act in StoppableAct if is_stopped(held.people.alice.id, act, at)]


def test_it_lasts_for_the_days_and_ends_by_itself(held: Court) -> None:
    with held.app.app_context():
        decide(held, held.at, STOPPED)
        decided = held.at + 11 * DAY
        assert stopped(held, decided) == list(StoppableAct)
        assert stopped(held, decided + 20 * DAY - timedelta(seconds=1)) == list(StoppableAct)
        assert stopped(held, decided + 20 * DAY) == []


def test_the_person_reads_what_and_until_when(held: Court) -> None:
    with held.app.app_context():
        decide(held, held.at, replace(STOPPED, stops=[StoppableAct.HOSTING]))
        held.mailbox.deliver(held.at + 12 * DAY)
        text = " ".join(held.mailbox.newest("alice@example.org").text.split())
        assert "Hosting circles and gatherings" in text
        assert "Hosting circles and gatherings" not in held.mailbox.newest("carol@example.org").text
    page = held.people.alice.browser().get(f"/me/cases/{held.public_id}").text
    assert "Hosting circles and gatherings" in page
    assert "Hosting circles" not in held.people.carol.browser().get(f"/me/cases/{held.public_id}").text


def test_overturned_it_never_was(held: Court) -> None:
    with held.app.app_context():
        decide(held, held.at, STOPPED)
        service.appeal(held.case_id, Role.FIRST, "It was agreed.", at=held.at + 12 * DAY)
        overturned = Review(outcome=AppealOutcome.OVERTURNED, reasons="Agreed before.")
        service.review(held.case_id, overturned, held.people.bob.member, at=held.at + 13 * DAY)
        assert stopped(held, held.at + 13 * DAY) == []


def test_only_an_upheld_report_stops_anything(held: Court) -> None:
    with held.app.app_context():
        decide(held, held.at, replace(STOPPED, outcome=CaseOutcome.NOT_UPHELD, severity=None))
        assert stopped(held, held.at + 11 * DAY) == []


def test_each_feature_asks(held: Court) -> None:
    alice, at = held.people.alice, held.at + 12 * DAY
    village = Village(held.app, held.people, held.at)
    village.pays(alice)
    circle = village.circle(alice, held.people.carol)
    thread = village.thread(circle, alice)
    with held.app.app_context():
        decide(held, held.at, STOPPED)
        there, described = found(circle), Described(name="Another", about="", is_public=False)
        acts: list[Callable[[], object]] = [
            lambda: threads.open_thread(there.id, alice.member, "Title", "Words", at),
            lambda: circles.begin(alice.member, described, at),
            lambda: circles.invite(there.id, alice.id, held.people.bob.member, at),
            lambda: board.pin(alice.member, NoteKind.GIVE, "I mend pipes.", at),
            lambda: invitations.invite(alice.member, Invited("vera@example.net", "Vera"), at),
        ]
        for act in acts:
            with pytest.raises(DomainError, match="A moderator has paused this for you"):
                act()
        later = at + 40 * DAY
        assert threads.open_thread(there.id, alice.member, "Title", "Words", later).title == "Title"
    page = alice.browser().get(f"/circles/{circle}/threads/{thread}")
    assert page.status_code == 200, "reading goes on"
