"""What does not go the usual way: trials, discounts of everything, leaving with an open payment, tax."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete

from intro_app import clock
from intro_app.cli.doctor import money
from intro_app.config import Settings
from intro_app.db import atomic, db
from intro_app.memberships import queries
from intro_app.memberships.models import StripeEvent
from intro_app.memberships.service.periodic import refresh_prices
from tests.support.calendar import Calendar
from tests.support.paying_member import Patron
from tests.support.stripe import Played, order_of

pytestmark = pytest.mark.one_database  # what Stripe tells and is asked plays on both


@pytest.fixture
def playing(alice: Patron) -> Patron:
    """Alice, where the stand-in lets somebody begin without paying."""
    if not isinstance(alice.stripe, Played):
        pytest.skip("Stripe's own pages are for people")
    return alice


def begins_free(alice: Patron, how: str) -> None:
    """Finish the page at Stripe without paying; Stripe then tells the site."""
    assert isinstance(alice.stripe, Played)
    alice.stripe.begins_free(alice.chooses("monthly").location, how)
    assert set(alice.hears()) == {200}


def income(app: Flask) -> list[tuple[str, int | None]]:
    """What came in, as of next month."""
    with app.app_context():
        return queries.income(clock.now() + timedelta(days=31))


def test_a_trial_is_membership_and_no_income(playing: Patron, app: Flask) -> None:
    begins_free(playing, "tries")
    assert playing.is_member
    assert "Free trial until" in playing.page
    assert "Cancel now and get a refund" not in playing.page, "there is nothing to give back"
    assert income(app) == []
    playing.stripe.next_payment(playing.customer, goes_through=True)
    playing.hears()
    assert income(app) == [("eur", None)], "the first payment counts"
    assert "Cancel now and get a refund" in playing.page


def test_a_discount_of_everything_is_membership_and_never_counts_as_paid(playing: Patron, app: Flask) -> None:
    begins_free(playing, "free")
    assert playing.is_member
    assert "Taken off the price before you pay." in playing.page
    playing.stripe.next_payment(playing.customer, goes_through=True)
    playing.hears()
    assert playing.is_member
    assert income(app) == []
    assert "Invoices at Stripe" not in playing.page


def test_leaving_with_an_open_payment_ends_it_at_once(playing: Patron) -> None:
    playing.joins()
    playing.stripe.next_payment(playing.customer, goes_through=False)
    playing.hears()
    assert "we won’t collect the open payment" in playing.page
    assert "has ended, and we won’t charge you again" in playing.presses("End it now").text
    assert not playing.is_member
    assert order_of(playing.stripe, playing.customer).status == "canceled"


def test_left_at_stripe_with_an_open_payment_both_are_told(playing: Patron) -> None:
    playing.joins()
    playing.stripe.next_payment(playing.customer, goes_through=False)
    order = order_of(playing.stripe, playing.customer).id
    playing.stripe.client.v1.subscriptions.update(order, {"cancel_at_period_end": True})
    playing.hears()
    assert "Your last payment failed, and you’ve cancelled." in playing.page


def test_joining_again_after_an_unpaid_period_leaves_one_that_is_charged(
    playing: Patron, the_calendar: Calendar
) -> None:
    playing.joins()
    playing.stripe.next_payment(playing.customer, goes_through=False)
    playing.hears()
    unpaid = order_of(playing.stripe, playing.customer).id
    the_calendar.pass_by(timedelta(days=80))
    playing.browser = playing.person.browser()
    assert not playing.is_member
    playing.joins("yearly")
    orders = playing.stripe.client.v1.subscriptions.list({"customer": playing.customer, "status": "all"})
    assert {one.id: one.status for one in orders.data}[unpaid] == "canceled"


def test_with_tax_and_terms_one_still_joins(playing: Patron, app: Flask) -> None:
    site = app.extensions["settings"]
    app.extensions["settings"] = replace(site, stripe_tax=True, stripe_terms=True)
    assert "how much of it is tax" in playing.page
    playing.joins()
    assert playing.is_member


def test_the_doctor_tells_a_wrong_key_from_a_stripe_that_is_away(playing: Patron, app: Flask) -> None:
    site = app.extensions["settings"]
    told = []
    for wrong in (
        {},
        {"stripe_secret_key": "sk_test_of_somebody_else"},
        {"stripe_api_base": "http://127.0.0.1:9"},
    ):
        app.extensions["settings"] = now = replace(site, **wrong)
        with app.app_context():
            told += [finding.sentence for finding in money.key(now)]
    assert [sentence.partition(":")[0].partition(".")[0] for sentence in told] == [
        "Stripe takes the key and knows all prices",
        "Stripe refuses STRIPE_SECRET_KEY",
        "Stripe doesn't answer",
    ]


@pytest.mark.parametrize(
    ("key", "url", "mark"),
    [
        ("sk_test_x", "https://meet.example.org", "✗"),
        ("rk_live_x", "http://localhost:8000", "✗"),
        ("sk_live_x", "https://meet.example.org", "✓"),
        ("sk_test_x", "http://127.0.0.1:8000", "✓"),
    ],
)
def test_the_doctor_wants_real_money_where_others_reach_the_site(key: str, url: str, mark: str) -> None:
    site = Settings(base_url=url)
    (found,) = money.mode(
        replace(site, stripe_secret_key=key, stripe_webhook_secrets=("whsec_0123456789abcdef",))
    )
    assert found.mark == mark
    assert list(money.mode(site)) == []


def test_the_doctor_says_when_stripe_last_wrote(playing: Patron, app: Flask, at: datetime) -> None:
    def said() -> str:
        with app.app_context():
            (found,) = money.messages(app.extensions["settings"], at + timedelta(hours=1))
        return f"{found.mark} {found.sentence}"

    assert said().startswith("· No message from Stripe came in 40 days.")
    playing.joins()
    with app.app_context(), atomic():
        db.session.execute(delete(StripeEvent))
    assert said().startswith("✗ Somebody paid on ")
    assert "but no message from Stripe came in 40 days" in said()
    with app.app_context(), atomic():
        db.session.add(StripeEvent(id="evt_1", kind="invoice.paid", received_at=at))
    assert said() == f"✓ Stripe's last message came on {at:%Y-%m-%d %H:%M} UTC."


def test_whoever_wants_to_pay_is_told_that_the_key_is_refused(playing: Patron, app: Flask) -> None:
    site = app.extensions["settings"]
    app.extensions["settings"] = replace(site, stripe_secret_key="sk_test_of_somebody_else")
    answer = playing.chooses("monthly")
    assert answer.status_code == 503
    assert "refuses this site’s key" in answer.text
    app.extensions["settings"] = site
    with app.app_context():
        refresh_prices(clock.now())


def test_terms_that_nobody_wrote_are_named_by_the_doctor(playing: Patron, app: Flask) -> None:
    with app.app_context():
        site = app.extensions["settings"]
        assert not list(money.terms(site))
        (finding,) = money.terms(replace(site, stripe_terms=True))
        assert "no terms" in finding.sentence
