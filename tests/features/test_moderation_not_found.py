"""A decision may keep somebody out of lists for days; those who wait for them see no difference."""

from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask

from intro_app.db import db
from intro_app.identity import service as accounts
from intro_app.identity.models import Member
from intro_app.introductions.states import Role
from intro_app.moderation import service
from intro_app.moderation.service import Review
from intro_app.moderation.service.periodic import list_members_again
from intro_app.moderation.stages import AppealOutcome
from intro_app.people.models import StoppableAct
from intro_app.people.queries import first_people
from intro_app.people.stops import is_stopped
from intro_app.people.visibility import door_seen_by, seen_by
from intro_app.privacy.models import FormerMember
from intro_app.privacy.service.remembering import forget_former
from intro_app.trust.events import Severity
from tests.support.community import Village
from tests.support.leaving import leaves
from tests.support.mail_server import Mailbox
from tests.support.moderation import DAY, UPHELD, Court, court, decide
from tests.support.people import MemberHandle, People
from tests.support.shelf import Shelf
from tests.support.trust.asks import ask

# Of so little harm that nobody reads of it in a word.
NOT_FOUND = replace(UPHELD, severity=Severity.MINOR, stops=[StoppableAct.FOUND], stop_days=20)
EVERYTHING = replace(UPHELD, stops=list(StoppableAct), stop_days=20)


@pytest.fixture
def held(app: Flask, people: People, mailbox: Mailbox, at: datetime, shelf: Shelf) -> Court:
    """Carol reported Alice; Dan moderates, and Bob too."""
    made = court(app, people, mailbox, at, shelf)
    people.bob.becomes("moderator")
    return made


def listed(held: Court, reader: MemberHandle) -> bool:
    """Whether this reader finds Alice in the list of people, and on a page of her own."""
    alice = held.people.alice
    in_list = [row.public_id for row in first_people(reader.id, held.at.date())[0]]
    page = seen_by(reader.id, alice.public_id)
    assert (alice.public_id in in_list) == (page is not None)
    return page is not None


def decided_before(held: Court) -> datetime:
    """Decide so that it holds now; return when."""
    held.hear(held.at - 11 * DAY)
    service.decide(held.case_id, NOT_FOUND, held.people.dan.member, at=held.at)
    return held.at


def test_nobody_finds_them_for_the_days_and_then_all_is_as_before(held: Court) -> None:
    mallory = held.people.mallory
    with held.app.app_context():
        assert listed(held, mallory)
        decided_before(held)
        assert not listed(held, mallory)
        assert not door_seen_by(mallory.id, held.people.alice.member).suggested
    browser = mallory.browser()
    for path in ("/people", "/people?q=Alice", f"/people/{held.people.alice.public_id}"):
        assert "Alice Marsh" not in browser.get(path).text, path
    door = held.people.alice.browser().get("/me/door").text
    assert "A moderator has taken you out of lists, searches and suggestions until" in door
    with held.app.app_context():
        assert list_members_again(held.at + 20 * DAY - DAY / 24) == 0
        assert list_members_again(held.at + 20 * DAY) == 1
        assert listed(held, mallory)
        assert list_members_again(held.at + 21 * DAY) == 0


def test_overturned_they_are_found_at_once(held: Court) -> None:
    with held.app.app_context():
        decided_before(held)
        service.appeal(held.case_id, Role.FIRST, "It was agreed.", at=held.at + DAY)
        overturned = Review(outcome=AppealOutcome.OVERTURNED, reasons="Agreed before.")
        service.review(held.case_id, overturned, held.people.bob.member, at=held.at + 2 * DAY)
        assert listed(held, held.people.mallory)


def test_who_knows_them_goes_on_seeing_them(held: Court) -> None:
    held.people.know_each_other(held.people.mallory, held.people.alice)
    with held.app.app_context():
        decided_before(held)
        assert seen_by(held.people.mallory.id, held.people.alice.public_id)


def test_who_waits_for_them_sees_no_difference(held: Court) -> None:
    mallory, alice = held.people.mallory, held.people.alice
    pages = ("/people", f"/people/{alice.public_id}", "/introductions")
    with held.app.app_context():
        ask(mallory, alice, held.at)
    before = [mallory.browser().get(path).text for path in pages]
    with held.app.app_context():
        decided_before(held)
        assert listed(held, mallory)
    after = [mallory.browser().get(path).text for path in pages]
    assert [_without_secret(text) for text in after] == [_without_secret(text) for text in before]


def _without_secret(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrf_token" not in line]


def test_stops_hold_for_who_leaves_and_comes_back_and_are_shown_to_nobody(held: Court) -> None:
    alice = held.people.alice
    with held.app.app_context():
        decide(held, held.at, EVERYTHING)
    leaves(held.app, alice, held.at + 12 * DAY)
    with held.app.app_context():
        back = accounts.join(alice.email, "Alice Again", held.at + 13 * DAY)
        accounts.set_door(back, accounts.DoorWishes(visible=True, takes_direct_asks=True))
        assert all(is_stopped(back.id, act, held.at + 14 * DAY) for act in StoppableAct)
        assert db.session.get_one(Member, back.id).unlisted
        list_members_again(held.at + 32 * DAY)
        assert not db.session.get_one(Member, back.id, populate_existing=True).unlisted
        assert seen_by(held.people.mallory.id, back.public_id)


def test_a_former_member_is_remembered_until_the_stop_is_over(held: Court) -> None:
    long = replace(EVERYTHING, stop_days=180)
    with held.app.app_context():
        decide(held, held.at, long)
    leaves(held.app, held.people.alice, held.at + 12 * DAY)
    with held.app.app_context():
        forget_former(held.at + 100 * DAY)
        assert db.session.get(FormerMember, held.people.alice.id)


def test_a_stopped_writer_reads_why_instead_of_a_form(held: Court) -> None:
    alice = held.people.alice
    village = Village(held.app, held.people, held.at)
    village.pays(alice)
    circle = village.circle(alice, held.people.carol)
    thread = village.thread(circle, alice)
    paths = {
        f"/circles/{circle}/threads/{thread}": 'name="words"',
        f"/circles/{circle}/threads/new": 'name="words"',
        "/circles/new": 'name="name"',
        f"/circles/{circle}/gatherings/new": 'name="title"',
        "/board": 'name="words"',
        "/me/invitations": 'name="email"',
    }
    browser = alice.browser()
    for path, field in paths.items():
        assert field in browser.get(path).text, path
    with held.app.app_context():
        held.hear(held.at - 11 * DAY)
        service.decide(held.case_id, EVERYTHING, held.people.dan.member, at=held.at)
    for path, field in paths.items():
        page = browser.get(path).text
        assert "A moderator has paused this for you until" in page, path
        assert field not in page, path
