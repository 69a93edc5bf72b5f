"""The ledger of trust in the database: appended to, told right in every order, taken back exactly, cheap."""

import random
from datetime import datetime, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from intro_app.db import atomic, db
from intro_app.trust import service
from intro_app.trust.events import (
    BadFaith,
    Event,
    Founder,
    Joined,
    Reversed,
    SecondAgreed,
    Severity,
    Upheld,
    Useful,
)
from intro_app.trust.models import KeptStanding
from intro_app.trust.queries import standing_of
from tests.support.database_statements import statements_of
from tests.support.trust.ledgers import BEGIN, DAY, END, ledgers, trusted
from tests.support.trust.rebuilding import (
    assert_right,
    assert_same,
    kept,
    nothing_kept,
    once_each,
    record_all,
)

FEW = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FEW
@given(ledger=ledgers, chance=st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(app: Flask, ledger: list[Event], chance: random.Random) -> None:
    ledger = once_each(ledger)
    arriving = chance.sample(ledger, len(ledger))
    with app.app_context(), nothing_kept():
        record_all(arriving, END)
        assert_right(ledger, END)
        assert service.recompute(END).mended == ()


@FEW
@given(ledger=ledgers)
def test_a_reversal_restores_exactly_what_was(app: Flask, ledger: list[Event]) -> None:
    """With lives that went on meanwhile: whoever got less because of the report has all of it now."""
    ledger = [event for event in once_each(ledger) if not isinstance(event, Reversed)]
    reports = {event.report for event in ledger if isinstance(event, Upheld | BadFaith | SecondAgreed)}
    never = [event for event in ledger if not isinstance(event, Upheld | BadFaith | SecondAgreed)]
    with app.app_context(), nothing_kept():
        record_all(ledger, END)
        for report in sorted(reports):
            assert service.reverse(report, END)
        assert_right(never, END)


def test_a_score_is_exactly_the_prior_one_after_a_reversal(app: Flask) -> None:
    with app.app_context():
        record_all([*trusted(1), Useful(BEGIN + DAY, 1, 1, 2), Useful(BEGIN + 9 * DAY, 2, 2, 3)], END)
        before = {member: standing.score_at(END) for member, standing in kept().items()}
        service.record(Upheld(BEGIN + 5 * DAY, 7, 2, Severity.GRAVE, connector=1), END)
        assert standing_of(2).score_at(END) < before[2]
        service.reverse(7, END)
        assert {member: standing.score_at(END) for member, standing in kept().items()} == before


def test_what_is_recorded_twice_counts_once(app: Flask) -> None:
    with app.app_context():
        for event in (
            *trusted(1),
            Useful(BEGIN, 1, 1, 2),
            Upheld(BEGIN, 1, 3, Severity.MINOR),
            Reversed(END, 1),
        ):
            assert service.record(event, END)
            assert not service.record(event, END)
        assert standing_of(2).received_at(1, BEGIN) == 1


def test_nothing_is_kept_when_the_transaction_fails(app: Flask) -> None:
    with app.app_context():
        with nothing_kept():
            service.record(Founder(BEGIN, 1), BEGIN)
        assert not kept()
        assert service.record(Founder(BEGIN, 1), BEGIN)


@pytest.mark.parametrize("change", ["UPDATE trust_event SET facts = '{}'", "DELETE FROM trust_event"])
def test_the_database_refuses_to_change_the_ledger(app: Flask, change: str) -> None:
    with app.app_context():
        service.record(Founder(BEGIN, 1), BEGIN)
        with pytest.raises(DBAPIError, match="the ledger of trust is never"), atomic():
            db.session.execute(text(change))
        assert_right([Founder(BEGIN, 1)], END)


def test_an_event_costs_the_same_whatever_came_before(app: Flask) -> None:
    chance = random.Random(4)
    with app.app_context():
        counted = []
        for number in range(1000):
            event = _next(number, chance)
            with statements_of(app) as sent:
                service.record(event, event.at)
            counted.append(len(sent))
    assert max(counted[-900:]) <= max(counted[:100]) <= 10
    assert sum(counted[-100:]) <= sum(counted[:100]) + 10  # give or take whose columns change together


def _next(number: int, chance: random.Random) -> Event:
    at = BEGIN + number * timedelta(hours=1)
    a, b, connector = chance.sample(range(1, 30), 3)
    if number % 10 == 9:
        return Upheld(at, number, a, Severity.SEVERE, connector)
    return Founder(at, 1000 + number) if number % 10 == 8 else Useful(at, number, a, b, connector)


def test_recompute_mends_what_was_spoiled(app: Flask) -> None:
    ledger: list[Event] = [
        *trusted(1),
        Useful(BEGIN + DAY, 1, 1, 2, 3),
        Upheld(BEGIN + DAY, 1, 4, Severity.MINOR),
    ]
    with app.app_context():
        record_all(ledger, END)
        service.reverse(1, END)
        with atomic():
            db.session.get_one(KeptStanding, 2).good += 1e-6
            db.session.execute(text("UPDATE trust_line SET good = 40 WHERE member_id = 3"))
        done = service.recompute(END)
        assert (done.events, done.mended) == (4, (2,))
        assert service.recompute(END).mended == ()
        assert_right([*ledger, Reversed(END, 1)], END)


def test_who_joins_by_invitation_is_of_one_house_even_when_that_is_told_late(app: Flask) -> None:
    ledger: list[Event] = [Founder(BEGIN, 1), Joined(BEGIN + DAY, 2, 1), Useful(BEGIN + 2 * DAY, 1, 1, 2)]
    with app.app_context():
        record_all(reversed(ledger), END)
        assert_right(ledger, END)
        assert_same(standing_of(2), kept()[2], END)


def test_what_an_inviter_did_before_a_report_may_be_told_after_it(app: Flask) -> None:
    report = Upheld(BEGIN + 3 * DAY, 1, 2, Severity.GRAVE)
    ledger: list[Event] = [report, Joined(BEGIN + DAY, 2, 1), Useful(BEGIN + 2 * DAY, 1, 1, 3)]
    with app.app_context():
        record_all(ledger, END)
        assert_right(ledger, END)


def test_the_inviter_answers_for_a_newcomer(app: Flask, at: datetime) -> None:
    with app.app_context():
        record_all([Joined(at, 2, 1), Upheld(at + DAY, 1, 2, Severity.GRAVE)], at + DAY)
        assert standing_of(1).harm_at(at + DAY) == pytest.approx(2.5)
