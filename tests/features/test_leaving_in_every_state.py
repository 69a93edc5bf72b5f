"""Somebody leaves while an introduction, a case or a circle is in this or that state: the rest goes on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from intro_app.community.circles.models import Circle
from intro_app.community.tending import service as circles
from intro_app.config import Settings
from intro_app.db import db
from intro_app.followups.service.periodic import ask_due
from intro_app.introductions import service as introductions
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import State
from intro_app.moderation.models import Case
from intro_app.moderation.stages import CaseStage
from intro_app.trust.queries import standing_of
from tests.support.community import Village, found, found_gathering
from tests.support.followups import agreed, connected
from tests.support.leaving import assert_books_are_right, leaves, works
from tests.support.mail_server import Mailbox
from tests.support.moderation import Court, court, decide
from tests.support.people import People
from tests.support.shelf import Shelf
from tests.support.trust.asks import ask

DAY = timedelta(days=1)
Begin = Callable[[People, datetime], int]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A site whose moderators read everybody's first ask."""
    return replace(settings, hold_first_asks=1)


@pytest.fixture
def people(app: Flask, at: datetime) -> People:
    """Everybody has been here for two months."""
    return People(app, at - 60 * DAY)


def held(people: People, at: datetime) -> int:
    """A first ask that nobody has read yet."""
    return ask(people.alice, people.carol, at).id


def asking(people: People, at: datetime) -> int:
    """One that was released to Carol."""
    made = ask(people.alice, people.carol, at)
    introductions.release_held(made, at)
    return made.id


def agreed_to(people: People, at: datetime) -> int:
    """Both said yes, and may still undo it."""
    return agreed(people.alice.member, people.carol.member, at)


def introduced(people: People, at: datetime) -> int:
    """Connected."""
    return connected(people.alice.member, people.carol.member, at)


def asked_how_it_went(people: People, at: datetime) -> int:
    """Connected two weeks ago, and both were asked how it went."""
    made = connected(people.alice.member, people.carol.member, at - 15 * DAY)
    ask_due(at)
    return made


STATES: dict[str, tuple[Begin, State]] = {
    "held": (held, State.CLOSED),
    "asking": (asking, State.CLOSED),
    "undo window": (agreed_to, State.CLOSED),
    "connected": (introduced, State.CONNECTED),
    "follow-up open": (asked_how_it_went, State.CONNECTED),
}


@pytest.mark.parametrize("who", ["alice", "carol"])
@pytest.mark.parametrize("state", STATES)
def test_an_introduction_ends_or_stays_and_all_scores_are_as_they_were(
    app: Flask, people: People, at: datetime, state: str, who: str
) -> None:
    begin, ends = STATES[state]
    goes, stays = (people.alice, people.carol) if who == "alice" else (people.carol, people.alice)
    with app.app_context():
        made, before = begin(people, at), standing_of(stays.id)
    leaves(app, goes, at)
    works(app, *(at + days * DAY for days in range(1, 45, 4)))
    with app.app_context():
        introduction = db.session.get_one(Introduction, made)
        assert introduction.state is ends
        assert introduction.wound_up_at is not None or ends is State.CONNECTED
        assert standing_of(stays.id) == before
    page = stays.browser().get("/introductions")
    assert page.status_code == 200
    assert goes.name not in page.text
    assert_books_are_right(app, at + 45 * DAY)


def opened(court_: Court, at: datetime) -> None:
    """Reported, and nothing else."""


def heard(court_: Court, at: datetime) -> None:
    """Alice was asked for her side."""
    court_.hear(at)


def decided(court_: Court, at: datetime) -> None:
    """Upheld."""
    decide(court_, at)


CASES: dict[str, Callable[[Court, datetime], None]] = {"open": opened, "heard": heard, "decided": decided}


@pytest.mark.parametrize("who", ["alice", "carol"])
@pytest.mark.parametrize("stage", CASES)
def test_a_case_goes_on_whoever_of_the_two_leaves(
    app: Flask, people: People, mailbox: Mailbox, at: datetime, shelf: Shelf, stage: str, who: str
) -> None:
    sitting = court(app, people, mailbox, at, shelf)
    with app.app_context():
        CASES[stage](sitting, at)
        before = standing_of(people.alice.id).harm
    leaves(app, people.alice if who == "alice" else people.carol, at + 12 * DAY)
    if stage != "decided":
        assert sitting.desk().get(sitting.path).status_code == 200, "a moderator reads on"
        with app.app_context():
            decide(sitting, at + 13 * DAY)
    with app.app_context():
        case = db.session.get_one(Case, sitting.case_id)
        assert (
            case.stage is CaseStage.UPHELD
            if hasattr(CaseStage, "UPHELD")
            else case.stage is not CaseStage.OPEN
        )
        assert standing_of(people.alice.id).harm >= before
        assert all(report.text for report in case.reports), "the sealed copy stays while one may appeal"
    assert_books_are_right(app, at + 30 * DAY)


def test_a_circle_passes_to_a_co_host_who_may_host(
    app: Flask, people: People, mailbox: Mailbox, at: datetime
) -> None:
    """Carol looked after it longer, but has no membership; the gatherings take place."""
    village = Village(app, people, at)
    village.pays(people.alice, people.bob)
    circle = village.circle(people.alice, people.carol, people.bob)
    gathering = village.gathering(circle, people.alice)
    with app.app_context():
        for one in (people.carol, people.bob):
            circles.appoint(found(circle).id, people.alice.id, one.member, co_host=True)
    leaves(app, people.alice, at)
    mailbox.deliver(at + DAY)
    told = [
        "You’re now the host of a circle" in [letter.subject for letter in mailbox.to(one.email)]
        for one in (people.bob, people.carol)
    ]
    assert told == [True, False]
    works(app, at + 31 * DAY)
    with app.app_context():
        assert (found(circle).host_id, found(circle).ended_at) == (people.bob.id, None)
        assert found_gathering(gathering).cancelled_at is None
    assert people.bob.browser().get(f"/circles/{circle}/edit").status_code == 200
    assert_books_are_right(app, at + 31 * DAY)


@pytest.mark.parametrize("others", [0, 1])
def test_a_circle_waits_for_another_host_or_ends_at_once(
    app: Flask, people: People, mailbox: Mailbox, at: datetime, others: int
) -> None:
    village = Village(app, people, at)
    village.pays(people.alice, people.bob)
    circle = village.circle(people.alice, *[people.bob][:others])
    village.gathering(circle, people.alice)
    leaves(app, people.alice, at)
    mailbox.deliver(at + DAY)
    with app.app_context():
        assert (found(circle).ended_at is None) == bool(others)
    told = [letter for letter in mailbox.to(people.bob.email) if "host" in letter.subject.lower()]
    assert len(told) == others
    works(app, at + 31 * DAY)
    with app.app_context():
        assert found(circle).ended_at is not None
        assert db.session.scalar(select(func.count()).select_from(Circle)) == 1
    assert_books_are_right(app, at + 31 * DAY)
