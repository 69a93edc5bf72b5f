"""What came in is told to everybody, in steps too large to point at a person."""

from datetime import datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient

from intro_app.db import atomic, db
from intro_app.memberships.models import Payment
from intro_app.memberships.queries import income
from tests.support.calendar import Calendar
from tests.support.people import People

A_MONTH = timedelta(days=31)


def paid(
    app: Flask, people: People, at: datetime, *amounts: int, refunded: int = 0, status: str = "succeeded"
) -> None:
    """Each amount by somebody else, in cents."""
    names = [f"{status}-{refunded}-{number}" for number, _amount in enumerate(amounts)]
    payers = [people.join("Some Payer", f"{name}@example.org").id for name in names]
    with app.app_context(), atomic():
        for name, payer, amount in zip(names, payers, amounts, strict=True):
            facts = Payment(
                id=f"ch_{name}",
                member_id=payer,
                paid_at=at,
                amount=amount,
                refunded=refunded,
                currency="eur",
                status=status,
            )
            db.session.add(facts)


def test_what_fewer_than_five_people_paid_is_not_told(app: Flask, people: People, at: datetime) -> None:
    paid(app, people, at, 6000, 6000, 6000, 6000)
    with app.app_context():
        assert income(at + A_MONTH) == [("eur", None)]


def test_memberships_that_cost_nothing_bring_in_nothing(app: Flask, people: People, at: datetime) -> None:
    paid(app, people, at, *[0] * 5)
    with app.app_context():
        assert income(at + A_MONTH) == [("eur", None)]


def test_it_is_told_in_steps_of_five_of_the_largest_payments(
    app: Flask, people: People, at: datetime
) -> None:
    paid(app, people, at, *[6000] * 6, 500)
    with app.app_context():
        assert income(at + A_MONTH) == [("eur", 30000)]


def test_what_was_given_back_or_never_arrived_does_not_count(
    app: Flask, people: People, at: datetime
) -> None:
    paid(app, people, at, *[6000] * 9, refunded=6000)
    paid(app, people, at, *[6000] * 9, status="failed")
    with app.app_context():
        assert income(at + A_MONTH) == [("eur", None)]


def test_what_came_in_this_month_is_not_told_yet(app: Flask, people: People, at: datetime) -> None:
    paid(app, people, at, *[6000] * 6)
    with app.app_context():
        assert income(at) == []


def test_everybody_reads_it_as_a_page_and_as_data(
    app: Flask, people: People, client: FlaskClient, at: datetime, the_calendar: Calendar
) -> None:
    assert "No income up to " in client.get("/transparency").text
    paid(app, people, at, *[6000] * 6)
    the_calendar.go_to(at + A_MONTH)
    assert "€300.00" in client.get("/transparency").text
    told = {"source": "Supporting memberships", "currency": "eur", "amount": 30000}
    german = {"Accept-Language": "de"}
    assert "Fördermitgliedschaften" in client.get("/transparency", headers=german).text
    assert client.get("/transparency.json", headers=german).get_json()["income"] == [told]
