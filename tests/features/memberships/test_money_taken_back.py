"""A bank takes a payment back: membership ends, income goes down, and both come back if the site is right."""

from datetime import timedelta

import pytest
from flask import Flask

from intro_app import clock
from intro_app.db import db
from intro_app.memberships import queries, service
from intro_app.memberships.models import Membership, Payment
from intro_app.memberships.service.periodic import reconcile_nightly
from tests.support.calendar import Calendar
from tests.support.mail_server import Mailbox
from tests.support.paying_member import Patron
from tests.support.stripe import Played, order_of

pytestmark = pytest.mark.one_database  # what Stripe tells and is asked plays on both


@pytest.fixture
def bank(alice: Patron) -> Played:
    """The bank of Alice, who paid for a year."""
    if not isinstance(alice.stripe, Played):
        pytest.skip("nobody can make a bank of Stripe's own decide")
    alice.joins("yearly")
    return alice.stripe


@pytest.fixture
def disputed(alice: Patron, bank: Played) -> Patron:
    """Alice, who told her bank that she never paid."""
    bank.disputes(alice.customer)
    assert set(alice.hears()) == {200}
    return alice


def test_membership_ends_at_once_and_nothing_more_is_charged(disputed: Patron, mailbox: Mailbox) -> None:
    assert not disputed.is_member
    assert "because your bank took a payment back" in disputed.page
    assert "taken back by your bank" in disputed.page
    assert "Cancel now and get a refund" not in disputed.page, "the money is not here"
    assert order_of(disputed.stripe, disputed.customer).cancel_at_period_end
    mailbox.deliver(clock.now())
    assert mailbox.newest("alice@example.org").subject == (
        "Your bank took back a payment for your supporting membership"
    )


def test_the_income_goes_down_and_comes_back(disputed: Patron, bank: Played, app: Flask) -> None:
    with app.app_context():
        (payment,) = queries.payments_of(disputed.person.id)
        assert payment.disputed == payment.amount == 5000
    bank.decides(disputed.customer, won=True)
    disputed.hears()
    with app.app_context():
        (payment,) = queries.payments_of(disputed.person.id)
        assert payment.disputed == 0


def test_won_it_goes_on_until_the_end_of_the_paid_period(
    disputed: Patron, bank: Played, mailbox: Mailbox
) -> None:
    bank.decides(disputed.customer, won=True)
    disputed.hears()
    assert disputed.is_member
    assert "We won’t charge you again" in disputed.page
    mailbox.deliver(clock.now())
    assert mailbox.newest("alice@example.org").subject == "Your supporting membership is back"
    assert "Your supporting membership continues." in disputed.presses("Keep my supporting membership").text


def test_lost_it_stays_ended_and_one_may_join_again(disputed: Patron, bank: Played) -> None:
    bank.decides(disputed.customer, won=False)
    disputed.hears()
    assert "because your bank took a payment back" in disputed.page
    before = order_of(disputed.stripe, disputed.customer).id
    disputed.joins("monthly")
    assert disputed.is_member
    orders = disputed.stripe.client.v1.subscriptions.list({"customer": disputed.customer, "status": "all"})
    assert {one.id: one.status for one in orders.data}[before] == "canceled", "only the new one is charged"


def test_the_night_finds_a_dispute_that_no_message_told(
    alice: Patron, bank: Played, app: Flask, the_calendar: Calendar
) -> None:
    bank.disputes(alice.customer)
    the_calendar.pass_by(timedelta(hours=21))
    with app.app_context():
        reconcile_nightly(clock.now())
    assert not alice.is_member


def test_a_dispute_about_a_payment_of_others_is_nothing_to_us(alice: Patron, app: Flask) -> None:
    with app.app_context():
        assert queries.payer_of("ch_of_another_site") is None
        assert db.session.get(Membership, alice.person.id) is None


def test_whoever_disputes_may_leave(disputed: Patron, app: Flask) -> None:
    with app.app_context():
        assert not service.regrettable(disputed.person.id, clock.now())
        service.cancel_for_leaving(disputed.person.id, clock.now())
        service.erase(disputed.person.id)
        assert db.session.query(Payment).count() == 0
