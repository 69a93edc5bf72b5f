"""Messages get lost: a copy that is a day old is made anew, and the command says what was found."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from intro_app import clock
from intro_app.db import db
from intro_app.memberships import service
from intro_app.memberships.models import StripeEvent
from intro_app.memberships.service.periodic import forget_events, reconcile_nightly, refresh_prices
from tests.support.calendar import Calendar
from tests.support.paying_member import Patron
from tests.support.people import visitor


def test_the_night_finds_what_was_missed(alice: Patron, app: Flask, the_calendar: Calendar) -> None:
    page = alice.chooses("monthly").location
    _work(app)
    alice.stripe.pays(page)
    the_calendar.pass_by(timedelta(hours=19))
    _work(app)
    assert not alice.is_member
    the_calendar.pass_by(timedelta(hours=2))
    _work(app)
    assert alice.is_member


def test_reconciling_says_what_it_changed(alice: Patron, app: Flask) -> None:
    alice.joins()
    alice.stripe.next_payment(alice.customer, goes_through=False)
    with app.app_context():
        (copied,) = service.reconcile(clock.now())
        assert copied.changes["status"] == ("active", "past_due")
        (again,) = service.reconcile(clock.now())
    assert not again.changes


def test_somebody_who_pays_twice_is_found(alice: Patron, app: Flask) -> None:
    alice.joins()
    if not alice.stripe.base:
        pytest.skip("needs a page that was open too long")
    price = alice.stripe.client.v1.prices.list({"lookup_keys": ["membership_yearly"]}).data[0].id
    page = alice.stripe.client.v1.checkout.sessions.create(
        {
            "mode": "subscription",
            "customer": alice.customer,
            "line_items": [{"price": price, "quantity": 1}],
            "success_url": "https://meet.example.org/",
        }
    )
    alice.stripe.pays(page.url or "")
    with app.app_context():
        (copied,) = service.reconcile(clock.now())
    assert copied.doubled == 2


def test_while_stripe_is_away_the_worker_goes_on(alice: Patron, app: Flask, the_calendar: Calendar) -> None:
    alice.joins()
    app.extensions["settings"] = replace(app.extensions["settings"], stripe_api_base="http://127.0.0.1:9")
    the_calendar.pass_by(timedelta(days=1))
    _work(app)
    assert alice.is_member
    assert "Yearly" in visitor(app).get("/membership").text, "what was copied is still shown"


def test_a_lookup_key_that_stripe_does_not_know_is_not_offered(alice: Patron, app: Flask) -> None:
    site = app.extensions["settings"]
    keys = ("membership_monthly", "membership_nowhere", "membership_reduced")
    app.extensions["settings"] = replace(site, stripe_prices=keys)
    with app.app_context():
        assert service.copy_prices(clock.now()) == ["membership_nowhere"]
    assert "Yearly" not in alice.page
    assert "Monthly" in alice.page


def test_ids_of_messages_are_forgotten_after_forty_days(
    alice: Patron, app: Flask, the_calendar: Calendar
) -> None:
    alice.joins()
    the_calendar.pass_by(timedelta(days=41))
    _work(app)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(StripeEvent)) == 0


def _work(app: Flask) -> None:
    with app.app_context():
        for chore in (refresh_prices, reconcile_nightly, forget_events):
            chore(clock.now())
