"""Somebody leaves while an offer, an appeal, a seat, an invitation or a new address is still open."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from intro_app.audit.queries import lines_about
from intro_app.db import db
from intro_app.identity.models import AddressChange
from intro_app.identity.queries import pending_move
from intro_app.identity.service import ask_to_change_address, ask_to_move
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Role, State
from intro_app.joining.invitations.models import Invitation
from intro_app.joining.invitations.policy import InvitationState
from intro_app.joining.requests.models import JoinRequest
from intro_app.moderation import service as moderation
from intro_app.moderation.models import Case
from intro_app.moderation.stages import AppealOutcome
from intro_app.outbox.models import OutboxMessage
from intro_app.trust.queries import standing_of
from tests.support.community import Village, replies, says
from tests.support.joining import OF_A_REQUEST, invite, link_for, plant_request
from tests.support.journeys.watching import bare_page
from tests.support.leaving import assert_books_are_right, leaves, works
from tests.support.mail_server import Mailbox
from tests.support.moderation import UPHELD, court, decide
from tests.support.people import MemberHandle, People
from tests.support.shelf import Shelf
from tests.support.trust.asks import offer

DAY = timedelta(days=1)


@pytest.fixture
def people(app: Flask, at: datetime) -> People:
    """Everybody has been here for two months."""
    return People(app, at - 60 * DAY)


def reads(person: MemberHandle, *paths: str) -> list[str]:
    """What these pages say to somebody, without what changes with each request."""
    return [bare_page(person.browser().get(path).text) for path in paths]


@pytest.mark.parametrize("who", ["bob", "alice", "carol"])
def test_an_offer_ends_as_silence_would_end_it(app: Flask, people: People, at: datetime, who: str) -> None:
    """Bob brings Alice and Carol together; Alice is asked first, so Carol knows nothing of it yet.

    Bob, who waits, cannot tell leaving from silence. Alice, who was asked, need not answer any more.
    """
    people.know_each_other(people.bob, people.alice)
    people.know_each_other(people.bob, people.carol)
    everybody = {"bob": people.bob, "alice": people.alice, "carol": people.carol}
    goes = everybody.pop(who)
    with app.app_context():
        made = offer(people.bob, people.alice, people.carol, at)
        number, page = made.id, f"/introductions/{made.public_id}"
        scores = [standing_of(one.id) for one in everybody.values()]
    before = {name: reads(one, "/introductions", page) for name, one in everybody.items()}
    leaves(app, goes, at)
    after = {name: reads(one, "/introductions", page) for name, one in everybody.items()}
    assert after.get("bob") == before.get("bob")
    works(app, *(at + days * DAY for days in range(1, 45, 4)))
    with app.app_context():
        ended = db.session.get_one(Introduction, number)
        assert (ended.state, ended.wound_up_at is not None) == (State.CLOSED, True)
        assert [standing_of(one.id) for one in everybody.values()] == scores
    for one in everybody.values():
        assert goes.name not in "".join(reads(one, "/introductions"))
    assert_books_are_right(app, at + 45 * DAY)


@pytest.mark.parametrize("who", ["alice", "carol"])
def test_an_appeal_is_judged_whoever_of_the_two_leaves(
    app: Flask, people: People, mailbox: Mailbox, at: datetime, shelf: Shelf, who: str
) -> None:
    sitting = court(app, people, mailbox, at, shelf)
    bob = people.bob.becomes("moderator")
    with app.app_context():
        decide(sitting, at, UPHELD)
        moderation.appeal(sitting.case_id, Role.FIRST, "It was agreed.", at=at + 12 * DAY)
    goes, stays = (people.alice, people.carol) if who == "alice" else (people.carol, people.alice)
    leaves(app, goes, at + 13 * DAY)
    with app.app_context():
        judged = moderation.Review(outcome=AppealOutcome.UPHELD, reasons="We looked again.", ruling=None)
        moderation.review(sitting.case_id, judged, bob.member, at=at + 14 * DAY)
        scored = standing_of(stays.id)
    mailbox.deliver(at + 15 * DAY)
    assert not [letter for letter in mailbox.to(goes.email) if "looked again" in letter.text]
    assert_books_are_right(app, at + 15 * DAY)
    works(app, at + 15 * DAY, at + 300 * DAY)
    with app.app_context():
        case = db.session.get_one(Case, sitting.case_id)
        assert not any(appeal.text for appeal in case.appeals), "the sealed copy is erased in the end"
        assert not any(line.why for line in lines_about(goes.id))
        assert standing_of(stays.id) == scored
    assert_books_are_right(app, at + 300 * DAY)


@pytest.mark.parametrize("who", ["bob", "carol"])
def test_a_seat_goes_to_the_next_in_line_and_a_place_in_line_is_gone(
    app: Flask, people: People, at: datetime, who: str
) -> None:
    """Bob has the second of two seats, and Carol waits for one."""
    village = Village(app, people, at)
    village.pays(people.alice)
    circle = village.circle(people.alice, people.bob, people.carol)
    gathering = village.gathering(circle, people.alice, capacity=2)
    for person in (people.bob, people.carol):
        says(app, gathering, person, at)
    assert str(replies(app, gathering)["Carol"]) != str(replies(app, gathering)["Bob"])
    going = replies(app, gathering)["Bob"]
    leaves(app, people.bob if who == "bob" else people.carol, at)
    stays = "Carol" if who == "bob" else "Bob"
    left = replies(app, gathering)
    assert (left[stays], set(left) - {"Alice", stays}) == (going, set())
    assert_books_are_right(app, at + DAY)


def test_invitations_end_and_lose_their_names(app: Flask, people: People, at: datetime) -> None:
    made = invite(people.bob, "mei@example.net", at)
    link_for(people.bob, at)
    leaves(app, people.bob, at)
    with app.app_context():
        for invitation in db.session.scalars(select(Invitation)):
            assert invitation.state(at) is not InvitationState.WAITING
            assert [invitation.name, invitation.address, invitation.line] == ["", "", ""]
        waiting = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.sent_at.is_(None))
        about_it = OutboxMessage.about == f"invitation:{made}"
        pending = waiting.where(OutboxMessage.dropped_at.is_(None), about_it)
        assert not db.session.scalar(pending), "nobody is invited by somebody who has left"
    assert_books_are_right(app, at + DAY)


def test_requests_to_join_stay_as_they_are_when_their_reader_leaves(
    app: Flask, people: People, at: datetime
) -> None:
    plant_request(app, {name: f"words of the {name}" for name in OF_A_REQUEST}, at)
    people.dan.becomes("admin")
    people.bob.becomes("admin")
    leaves(app, people.dan, at)
    with app.app_context():
        assert db.session.scalars(select(JoinRequest)).one().name == "words of the name"
    works(app, at + 60 * DAY, at + 200 * DAY)
    with app.app_context():
        assert not db.session.scalars(select(JoinRequest.name)).first()
    assert_books_are_right(app, at + 200 * DAY)


@pytest.mark.parametrize("by", ["herself", "an operator"])
def test_an_open_change_of_address_ends(app: Flask, people: People, at: datetime, by: str) -> None:
    with app.app_context():
        if by == "herself":
            ask_to_change_address(people.alice.member, "alice@new.example", at)
        else:
            ask_to_move(people.alice.member, "alice@new.example", "She lost her mailbox.", at)
    leaves(app, people.alice, at + timedelta(hours=1))
    works(app, at + 4 * DAY)
    with app.app_context():
        assert pending_move(people.alice.id) is None
        for change in db.session.scalars(select(AddressChange)):
            assert (change.old_email, change.new_email, change.changed_at) == ("", "", None)
        assert not any(line.why for line in lines_about(people.alice.id))
        assert not people.alice.member.email
    assert_books_are_right(app, at + 4 * DAY)
