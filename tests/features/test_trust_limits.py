"""What a standing does to asking, said before anybody writes; and all that it never touches."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

import pytest
from flask import Flask
from sqlalchemy import select

from intro_app.db import db
from intro_app.errors import DomainError
from intro_app.introductions import service as introductions
from intro_app.introductions.facts import RequestRefused
from intro_app.introductions.policy import AskRefusal
from intro_app.outbox.models import OutboxMessage
from intro_app.people import queries as directory
from intro_app.trust import service
from intro_app.trust.events import Founder, Severity, Upheld, Useful
from intro_app.trust.policy import Words
from intro_app.trust.queries import limits_of, standing_words, standing_words_of
from tests.support.people import MemberHandle, People
from tests.support.trust.asks import ask, offer
from tests.support.trust.rebuilding import kept

DAY = timedelta(days=1)
LONG_AGO = timedelta(days=60)
_reports = count(1000)


@pytest.fixture
def people(app: Flask, at: datetime) -> People:
    """Everybody has been here for two months."""
    return People(app, at - LONG_AGO)


def uphold(person: MemberHandle, severity: Severity, at: datetime) -> int:
    """A moderator upholds a report about somebody; its number."""
    report = next(_reports)
    service.record(Upheld(at, report, person.id, severity), at)
    return report


def make_known(person: MemberHandle, at: datetime, useful: int = 3) -> None:
    """So many people whose word counts found an introduction with them worth it."""
    for number in range(useful):
        service.record(Founder(at, 9000 + number), at)
        service.record(Useful(at + timedelta(seconds=1), 9000 + number, person.id, 9000 + number), at)


def test_open_asks_grow_with_three_useful_introductions(app: Flask, people: People, at: datetime) -> None:
    with app.app_context():
        make_known(people.alice, at - DAY, 2)
        assert (limits_of(people.alice.id, at).open_allowed, limits_of(people.alice.id, at).useful) == (3, 2)
        service.record(Founder(at - DAY, 8000), at)
        service.record(Useful(at, 8000, 8001, 8000, connector=people.alice.id), at)
        assert (limits_of(people.alice.id, at).open_allowed, limits_of(people.alice.id, at).useful) == (5, 3)


def test_harm_above_the_first_line_means_one_open_ask_that_is_read_first(
    app: Flask, people: People, at: datetime
) -> None:
    with app.app_context():
        uphold(people.alice, Severity.SEVERE, at)
        assert limits_of(people.alice.id, at).held
        assert ask(people.alice, people.carol, at).state == "held"
        with pytest.raises(RequestRefused) as refused:
            ask(people.alice, people.bob, at, number=1)
        assert refused.value.refusal is AskRefusal.OPEN_ASKS_FULL


def test_harm_above_the_second_line_pauses_asking_and_offering_until_it_has_faded(
    app: Flask, people: People, at: datetime
) -> None:
    people.know_each_other(people.alice, people.bob)
    people.know_each_other(people.alice, people.carol)
    with app.app_context():
        report = uphold(people.alice, Severity.GRAVE, at)
        until = limits_of(people.alice.id, at).paused_until
        assert until is not None
        assert at + 180 * DAY < until < at + 195 * DAY
        for attempt in _attempts(people):
            with pytest.raises(RequestRefused) as refused:
                attempt(until - DAY)
            assert refused.value.refusal is AskRefusal.ASKING_RESTS
            assert refused.value.details["date"] == limits_of(people.alice.id, until - DAY).paused_until
        assert ask(people.alice, people.carol, until + DAY).state == "held"
        service.reverse(report, at)
        assert limits_of(people.alice.id, at).paused_until is None


def _attempts(people: People) -> list[Callable[[datetime], object]]:
    """Every way of Alice's to begin something new, and the signs that say beforehand that she cannot."""
    alice, bob, carol = people.alice, people.bob, people.carol
    return [
        lambda at: ask(alice, carol, at),
        lambda at: offer(alice, bob, carol, at),
        lambda at: introductions.ensure_can_offer(alice.member, at=at),
        lambda at: introductions.ensure_can_ask(alice.member, recipient=carol.member, connector=None, at=at),
    ]


def test_a_freeze_stops_new_asks_at_once_and_ends_by_itself(app: Flask, people: People, at: datetime) -> None:
    with app.app_context():
        before = kept()
        service.freeze(people.alice.id, at + 14 * DAY, at)
        for moment in (at, at + 13 * DAY):
            with pytest.raises(RequestRefused) as refused:
                ask(people.alice, people.carol, moment)
            assert refused.value.refusal is AskRefusal.ASKING_FROZEN
        assert ask(people.alice, people.carol, at + 14 * DAY).state == "asking"
        assert kept() == before


def test_a_freeze_is_never_longer_than_fourteen_days_and_can_be_taken_back(
    app: Flask, people: People, at: datetime
) -> None:
    with app.app_context():
        with pytest.raises(DomainError):
            service.freeze(people.alice.id, at + 15 * DAY, at)
        service.freeze(people.alice.id, at + 5 * DAY, at)
        service.freeze(people.alice.id, at + 7 * DAY, at + DAY)
        assert limits_of(people.alice.id, at + DAY).paused_until == at + 7 * DAY
        service.thaw(people.alice.id, at + 2 * DAY)
        assert limits_of(people.alice.id, at + 2 * DAY).paused_until is None


def test_a_low_score_alone_limits_nothing(app: Flask, people: People, at: datetime) -> None:
    """Three old, faded reports and no introductions at all: fewer points than anybody, and no limit."""
    with app.app_context():
        for years in (6, 7, 8):
            uphold(people.alice, Severity.SEVERE, at - years * 365 * DAY)
        assert not limits_of(people.alice.id, at).held
        assert limits_of(people.alice.id, at).open_allowed == 3


def test_others_read_words(app: Flask, people: People, at: datetime) -> None:
    with app.app_context():
        make_known(people.alice, at)
        uphold(people.mallory, Severity.MODERATE, at)
        words = standing_words_of([people.alice.id, people.bob.id, people.mallory.id, None], at + DAY)
        assert words[people.alice.id] is Words.IN_GOOD_STANDING
        assert words[people.bob.id] is standing_words(people.bob.id, at) is Words.NEW_HERE
        assert words[people.mallory.id] is Words.RECENT_UPHELD_REPORT


def test_trust_never_touches_order_search_or_delivery(app: Flask, people: People, at: datetime) -> None:
    crowd = [people.join(f"Person {number}", f"p{number}@example.org") for number in range(12)]
    asked = (people.carol, people.bob, people.dan)
    with app.app_context():
        before = directory.first_people(people.alice.id, at.date())
        make_known(crowd[1], at)
        service.record(Founder(at, crowd[2].id), at)
        for number, (requester, recipient) in enumerate(zip(crowd, asked, strict=False)):
            ask(requester, recipient, at, number=number)
        uphold(crowd[2], Severity.MODERATE, at)
        assert directory.first_people(people.alice.id, at.date()) == before
        times = select(OutboxMessage.not_before, OutboxMessage.due_at).where(
            OutboxMessage.kind == "ask_directly"
        )
        assert len(rows := db.session.execute(times).all()) == 3
        assert len(set(rows)) == 1
