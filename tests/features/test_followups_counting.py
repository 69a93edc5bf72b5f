"""When answers count and what they come to: on both databases, with workers and people at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import product
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select

from intro_app.db import atomic, db
from intro_app.errors import StaleError
from intro_app.followups import service
from intro_app.followups.answers import AsSaid, Said, Talked, Worth
from intro_app.followups.models import FollowUp
from intro_app.introductions.states import Role
from intro_app.outbox.models import OutboxMessage
from intro_app.people.service import block
from intro_app.trust.models import KeptStanding
from tests.support.followups import asked, connected, rows, useful_events
from tests.support.people import People

GOOD = Said(talked=Talked.YES, worth=Worth.YES)
OVER = timedelta(days=28)
AT_ONCE = 4


def both_say(introduction_id: int, first: Said, second: Said, at: datetime) -> None:
    """Both answer."""
    service.answer(introduction_id, Role.FIRST, first, at=at)
    service.answer(introduction_id, Role.SECOND, second, at=at)


def mails(kind: str) -> int:
    """How many e-mails of this kind were posted."""
    return db.session.scalar(select(func.count()).where(OutboxMessage.kind == kind)) or 0


def at_once(app: Flask, act: Callable[[int], object]) -> None:
    """Several do it at the same moment; who is too late is told so."""
    start = Barrier(AT_ONCE)

    def run(number: int) -> None:
        with app.app_context():
            start.wait()
            try:
                act(number)
            except StaleError:
                db.session.rollback()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(run, range(AT_ONCE)))


def test_each_pair_counts_once(app: Flask, people: People, at: datetime) -> None:
    with app.app_context():
        alice, bob, carol = (one.member for one in (people.alice, people.bob, people.carol))
        for mark, (first, second) in enumerate([(alice, carol), (carol, alice), (alice, bob)]):
            both_say(asked(first, second, at, mark=str(mark)), GOOD, GOOD, at)
        assert [(facts["a"], facts["b"]) for facts in useful_events()] == [
            (alice.id, carol.id),
            (alice.id, bob.id),
        ]


def test_anything_but_two_good_words_leaves_trust_as_it_was(app: Flask, people: People, at: datetime) -> None:
    with app.app_context():
        people.join("Erin Walsh")
        first, second = people.alice.member, people.carol.member
        before = _standings()
        dull = [
            Said(talked=talked, worth=worth) for talked, worth in product([*Talked, None], [*Worth, None])
        ]
        for mark, said in enumerate(one for one in dull if one != GOOD and one != Said(worth=Worth.YES)):
            both_say(asked(first, second, at, mark=str(mark)), GOOD, said, at)
        asked(first, second, at, mark="silence")
        service.remind_due(at + OVER / 2)
        service.conclude_due(at + OVER)
        assert not useful_events()
        assert _standings() == before


def test_a_no_to_what_the_ask_said_takes_nothing_from_anyone(
    app: Flask, people: People, at: datetime
) -> None:
    with app.app_context():
        said = Said(talked=Talked.YES, worth=Worth.YES, as_said=AsSaid.NO)
        both_say(asked(people.alice.member, people.carol.member, at), said, GOOD, at)
        assert len(useful_events()) == 1


def test_who_left_counts_for_nobody(app: Flask, people: People, at: datetime) -> None:
    with app.app_context():
        introduction_id = asked(people.alice.member, people.carol.member, at, people.bob.member)
        service.answer(introduction_id, Role.FIRST, GOOD, at=at)
        with atomic():
            people.alice.member.left_at = at
        service.answer(introduction_id, Role.SECOND, GOOD, at=at)
        assert not useful_events()


def test_workers_at_once_ask_remind_and_conclude_once(app: Flask, people: People, at: datetime) -> None:
    with app.app_context():
        connected(people.alice.member, people.carol.member, at - timedelta(days=14))
    at_once(app, lambda _number: service.ask_due(at))
    at_once(app, lambda _number: service.remind_due(at + OVER / 2))
    with app.app_context():
        assert (mails("did_you_talk"), rows()["follow_up"]) == (4, 1)
    at_once(app, lambda _number: service.conclude_due(at + OVER))
    with app.app_context():
        follow_up = db.session.scalars(select(FollowUp)).one()
        assert follow_up.concluded_at == at + OVER


def test_both_answering_at_once_makes_one_useful_introduction(
    app: Flask, people: People, at: datetime
) -> None:
    with app.app_context():
        introduction_id = asked(people.alice.member, people.carol.member, at)
    roles = [Role.FIRST, Role.SECOND]
    at_once(app, lambda number: service.answer(introduction_id, roles[number % 2], GOOD, at=at))
    with app.app_context():
        assert len(useful_events()) == 1


def test_two_introductions_of_a_pair_concluded_at_once_count_once(
    app: Flask, people: People, at: datetime
) -> None:
    with app.app_context():
        ids = [asked(people.alice.member, people.carol.member, at, mark=str(mark)) for mark in range(AT_ONCE)]
        for one in ids:
            service.answer(one, Role.FIRST, GOOD, at=at)
    at_once(app, lambda number: service.answer(ids[number], Role.SECOND, GOOD, at=at))
    with app.app_context():
        assert len(useful_events()) == 1


def test_after_day_42_nobody_is_asked_any_more(app: Flask, people: People, at: datetime) -> None:
    with app.app_context():
        connected(people.alice.member, people.carol.member, at - timedelta(days=43))
        assert service.ask_due(at) == 0


def test_nothing_goes_to_who_left_or_wants_nothing_of_the_other(
    app: Flask, people: People, at: datetime
) -> None:
    with app.app_context():
        block(people.alice.id, people.carol.id, at)
        bob = people.bob.member
        with atomic():
            bob.left_at = at
        asked(people.alice.member, people.carol.member, at)
        asked(people.bob.member, people.dan.member, at)
        told = db.session.scalars(select(OutboxMessage.address).where(OutboxMessage.kind == "did_you_talk"))
        assert sorted(filter(None, told)) == ["carol@example.org", "dan@example.org"]


def test_an_answer_calls_the_waiting_question_back(app: Flask, people: People, at: datetime) -> None:
    with app.app_context():
        introduction_id = asked(people.alice.member, people.carol.member, at)
        service.answer(introduction_id, Role.FIRST, GOOD, at=at)
        waiting = select(OutboxMessage.address).where(OutboxMessage.dropped_at.is_(None))
        found = db.session.scalars(waiting.where(OutboxMessage.kind == "did_you_talk")).all()
        assert found == ["carol@example.org"]


def _standings() -> list[tuple[object, ...]]:
    columns = KeptStanding.__table__.columns
    return [tuple(row) for row in db.session.execute(select(*columns).order_by(columns["member_id"]))]
