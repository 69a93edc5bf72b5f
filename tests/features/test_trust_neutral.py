"""What is no event changes no score: noes, silence, expiry, absence, withdrawing and blocking."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from intro_app.db import db
from intro_app.identity.models import ContactField
from intro_app.identity.service import DoorWishes, set_door
from intro_app.introductions import service
from intro_app.introductions.models import Ask, Introduction
from intro_app.introductions.service import ReplyNow
from intro_app.introductions.states import Role
from intro_app.people.models import BlockKind
from intro_app.trust import service as trust
from intro_app.trust.events import Founder, Severity, Upheld, Useful
from intro_app.trust.models import TrustEvent
from tests.support.people import People
from tests.support.trust.asks import ask, offer
from tests.support.trust.rebuilding import kept

DAY = timedelta(days=1)


def question(introduction: Introduction, role: Role = Role.SECOND) -> Ask:
    """What this one is asked."""
    found = introduction.ask_of(role)
    assert found
    return found


def silence(people: People, at: datetime) -> None:
    """Nobody answers, and time passes over it."""
    ask(people.alice, people.carol, at)
    for days in (6, 11, 12):
        service.remind_due(at + days * DAY)
        service.lapse_due(at + days * DAY)
        service.close_due(at + days * DAY)


def a_no(people: People, at: datetime) -> None:
    """A quiet no."""
    service.decline(question(ask(people.alice, people.carol, at)), at=at)


def a_no_that_is_told(people: People, at: datetime) -> None:
    """A no in kind words."""
    service.reply_now(
        question(ask(people.alice, people.carol, at)), ReplyNow(words="Thank you, not now."), at=at
    )


def a_pass(people: People, at: datetime) -> None:
    """A connector passes."""
    service.decline(question(ask(people.alice, people.carol, at, through=people.bob), Role.CONNECTOR), at=at)


def withdrawing(people: People, at: datetime) -> None:
    """The requester thinks again."""
    service.withdraw(ask(people.alice, people.carol, at), Role.FIRST, at=at)


def a_yes_taken_back(people: People, at: datetime) -> None:
    """The recipient thinks again."""
    introduction = ask(people.alice, people.carol, at)
    service.say_yes(question(introduction), [ContactField.EMAIL], at=at, how="session")
    service.undo(introduction, Role.SECOND, at=at + timedelta(minutes=1))


def a_block(people: People, at: datetime) -> None:
    """Never from this person again."""
    service.block_from_ask(question(ask(people.alice, people.carol, at)), BlockKind.PERSON, at=at)


def never_again(people: People, at: datetime) -> None:
    """Never e-mail me."""
    service.never_again(question(ask(people.alice, people.carol, at)), "everything", at=at)


def connecting(people: People, at: datetime) -> None:
    """Being introduced is no event either: only both saying that it was worth it is."""
    introduction = ask(people.alice, people.carol, at)
    service.say_yes(question(introduction), [ContactField.EMAIL], at=at, how="session")
    assert service.release_agreed(at + timedelta(hours=1)) == 1


def an_offer_nobody_wants(people: People, at: datetime) -> None:
    """Offering in vain."""
    service.decline(question(offer(people.bob, people.alice, people.carol, at), Role.FIRST), at=at)


def being_away(people: People, at: datetime) -> None:
    """A closed door, a pause."""
    set_door(people.carol.member, DoorWishes(visible=False, takes_direct_asks=False, asks_per_30_days=0))


@pytest.mark.parametrize(
    "happens",
    [
        *(silence, a_no, a_no_that_is_told, a_pass, withdrawing, a_yes_taken_back, a_block, never_again),
        *(connecting, an_offer_nobody_wants, being_away),
    ],
    ids=lambda happens: happens.__name__,
)
def test_what_is_no_event_leaves_every_standing_alone(
    app: Flask, people: People, at: datetime, happens: Callable[[People, datetime], None]
) -> None:
    people.know_each_other(people.alice, people.bob)
    people.know_each_other(people.bob, people.carol)
    with app.app_context():
        for person in (people.alice, people.bob, people.carol):
            trust.record(Founder(at, person.id), at)
        trust.record(Useful(at, 1, people.alice.id, people.dan.id, people.bob.id), at)
        trust.record(Upheld(at, 1, people.carol.id, Severity.MINOR), at)
        before, events = kept(), _events()
        happens(people, at + DAY)
        assert (kept(), _events()) == (before, events)


def _events() -> int:
    return db.session.scalar(select(func.count()).select_from(TrustEvent)) or 0
