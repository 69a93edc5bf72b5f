"""Join, renew, fail, recover, leave, withdraw and close the account, by Stripe's own library."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from intro_app import clock
from intro_app.cli.doctor import money
from intro_app.db import atomic, db
from intro_app.memberships import queries, service
from intro_app.memberships.models import Refund
from intro_app.memberships.service.refunding import keep_request, settle, settle_due
from intro_app.periodic import failing
from tests.support.browsing import grouped
from tests.support.calendar import Calendar
from tests.support.forms import form_with
from tests.support.mail_server import Mailbox
from tests.support.paying_member import Patron
from tests.support.people import MemberHandle, People
from tests.support.stripe import Played, order_of

pytestmark = pytest.mark.one_database  # what Stripe tells and is asked plays on both


def test_joining_at_each_price(alice: Patron, mailbox: Mailbox) -> None:
    assert "You don’t have a supporting membership" in alice.page
    alice.joins("reduced")
    assert alice.is_member
    assert "You’re a supporting member. Thank you." in alice.page
    assert "Next payment" in alice.page
    mailbox.deliver(clock.now())
    assert [one.subject for one in mailbox.to("alice@example.org")] == [
        "Thank you: your supporting membership has started"
    ]


def test_until_stripe_has_confirmed_nobody_is_a_member(alice: Patron) -> None:
    assert alice.chooses("yearly").status_code == 303
    assert alice.hears() == [200] * len(alice.events())
    assert not alice.is_member
    assert "I’ve paid: check again" in alice.page


def test_who_does_not_wait_for_the_message_looks_again(alice: Patron) -> None:
    alice.stripe.pays(alice.chooses("monthly").location)
    assert not alice.is_member
    assert "You’re a supporting member. Thank you." in alice.presses("I’ve paid: check again").text


def test_whoever_comes_back_before_the_message_waits_kindly_and_cannot_pay_again(alice: Patron) -> None:
    alice.stripe.pays(alice.chooses("monthly").location)
    waits = alice.browser.get("/me/membership?done=paid")
    assert "Waiting for Stripe to confirm." in waits.text
    assert "Continue to payment" not in waits.text
    assert "connect-src 'self'" in waits.headers["Content-Security-Policy"]
    alice.hears()
    knows = alice.browser.get("/me/membership?done=paid")
    assert "You’re a supporting member. Thank you." in knows.text
    assert "data-waiting" not in knows.text
    assert "connect-src" not in knows.headers["Content-Security-Policy"]


def test_whoever_waits_in_vain_finds_the_prices_again(alice: Patron) -> None:
    assert "I haven’t paid: show me the prices" in alice.browser.get("/me/membership?done=paid").text
    assert "Continue to payment" in alice.browser.get("/me/membership").text


def test_pressing_twice_leads_to_one_page(alice: Patron) -> None:
    first = alice.browser.get("/me/membership").text
    form = _join_form(first)
    pages = {alice.browser.post("/me/membership/join", data=form).location for _ in range(2)}
    assert len(pages) == 1
    other = alice.chooses("yearly").location
    open_pages = alice.stripe.client.v1.checkout.sessions.list(
        {"customer": alice.customer, "status": "open"}
    ).data
    assert [page.url for page in open_pages] == [other], "an older page takes no payment any more"


def test_a_member_cannot_pay_twice(alice: Patron) -> None:
    form = _join_form(alice.page)
    alice.joins()
    answer = alice.browser.post("/me/membership/join", data=form)
    assert answer.status_code == 422
    assert len(alice.stripe.client.v1.subscriptions.list({"customer": alice.customer}).data) == 1


def test_a_membership_is_renewed(alice: Patron) -> None:
    alice.joins()
    before = order_of(alice.stripe, alice.customer)["items"]["data"][0]["current_period_end"]
    alice.stripe.next_payment(alice.customer, goes_through=True)
    assert set(alice.hears()) == {200}
    after = order_of(alice.stripe, alice.customer)["items"]["data"][0]["current_period_end"]
    assert after > before
    assert alice.page.count("/me/membership/receipts/") == 2


def test_a_failed_payment_leaves_two_weeks(alice: Patron, mailbox: Mailbox, the_calendar: Calendar) -> None:
    alice.joins()
    alice.stripe.next_payment(alice.customer, goes_through=False)
    alice.hears()
    began = order_of(alice.stripe, alice.customer)["items"]["data"][0]["current_period_start"]
    assert "Your last payment failed." in alice.page
    mailbox.deliver(clock.now())
    subjects = [one.subject for one in mailbox.to("alice@example.org")]
    assert subjects[1:] == ["The payment for your supporting membership failed"]
    start = clock.now() + timedelta(seconds=began - clock.now().timestamp())
    the_calendar.go_to(start + timedelta(days=13, hours=23))
    assert alice.is_member
    the_calendar.go_to(start + timedelta(days=14, hours=1))
    assert not alice.is_member


def test_a_failed_payment_recovers(alice: Patron) -> None:
    alice.joins()
    alice.stripe.next_payment(alice.customer, goes_through=False)
    alice.hears()
    alice.stripe.recovers(alice.customer)
    alice.hears()
    assert "You’re a supporting member. Thank you." in alice.page


def test_leaving_lasts_until_what_is_paid_is_over(alice: Patron, the_calendar: Calendar) -> None:
    alice.joins()
    assert "We won’t charge you again" in alice.presses("Cancel at the end of the paid period").text
    assert alice.is_member
    order = order_of(alice.stripe, alice.customer)
    assert order.cancel_at_period_end
    assert "Your supporting membership continues." in alice.presses("Keep my supporting membership").text
    alice.presses("Cancel at the end of the paid period")
    the_calendar.pass_by(timedelta(days=40))
    assert not alice.is_member, "also when Stripe's message is lost"


def test_taking_it_back_brings_all_the_money(alice: Patron, mailbox: Mailbox) -> None:
    alice.joins("yearly")
    assert "your refund is on its way" in alice.presses("Cancel now and get a refund").text
    assert not alice.is_member
    (charge,) = alice.stripe.client.v1.charges.list({"customer": alice.customer}).data
    assert charge.refunded
    assert "refunded" in alice.page
    mailbox.deliver(clock.now())
    assert mailbox.newest("alice@example.org").subject == "Your supporting membership has ended"
    alice.joins()
    assert alice.is_member, "coming again is possible"


def test_after_two_weeks_it_cannot_be_taken_back(alice: Patron, the_calendar: Calendar) -> None:
    alice.joins("yearly")
    the_calendar.pass_by(timedelta(days=15))
    alice.browser = alice.person.browser()
    assert "Cancel my request" not in alice.page


@pytest.mark.parametrize("code", ["balance_insufficient", "charge_disputed", ""])
def test_a_refund_that_stripe_refuses_is_kept_told_and_tried_again(
    alice: Patron, app: Flask, mailbox: Mailbox, code: str, the_calendar: Calendar
) -> None:
    if not isinstance(alice.stripe, Played):
        pytest.skip("nobody can make Stripe itself refuse a refund")
    alice.joins("yearly")
    alice.stripe.refuses_refunds(code or "unknown")
    shown = alice.presses("Cancel now and get a refund").text
    assert "Your request is saved." in shown
    assert "Stripe hasn’t sent it yet" in shown
    assert "Cancel now and get a refund" not in shown
    assert not alice.is_member
    again = alice.presses("Try again now").text
    assert "Stripe hasn’t sent it yet" in again, "asking again neither loses it nor says that it is too late"
    with app.app_context():
        assert not list(money.refunds(clock.now()))
        (finding,) = money.refunds(clock.now() + timedelta(days=2))
        assert (code or "unknown") in finding.sentence
    mailbox.deliver(clock.now())
    assert [one.subject for one in mailbox.to("alice@example.org")].count(
        "Your refund will take a little longer"
    ) == 1
    alice.stripe.refuses_refunds("accepted")
    with app.app_context():
        settle_due(clock.now())
        assert not _is_refunded(alice), "not before its pause is over"
        the_calendar.pass_by(timedelta(hours=3))
        settle_due(clock.now())
    assert _is_refunded(alice)
    assert "Stripe hasn’t sent it yet" not in alice.page
    mailbox.deliver(clock.now())
    assert mailbox.newest("alice@example.org").subject == "Your refund is on its way"


def test_a_refund_asked_for_while_stripe_goes_away_is_finished_later(
    alice: Patron, app: Flask, mailbox: Mailbox, the_calendar: Calendar
) -> None:
    alice.joins("yearly")
    with app.app_context():
        service.look_again(alice.person.id, clock.now())
        keep_request(alice.person.id, clock.now())
        settings = app.extensions["settings"]
        app.extensions["settings"] = replace(settings, stripe_api_base="http://127.0.0.1:9")
        settle(alice.person.id, clock.now())
    assert alice.is_member, "nothing is known to have happened"
    with app.app_context():
        app.extensions["settings"] = settings
        the_calendar.pass_by(timedelta(hours=3))
        settle_due(clock.now())
    assert _is_refunded(alice)
    assert not alice.is_member


def test_a_refund_that_fails_steps_aside_for_the_next(
    alice: Patron,
    paying: Callable[[MemberHandle], Patron],
    app: Flask,
    people: People,
    the_calendar: Calendar,
) -> None:
    bob = paying(people.bob)
    for patron in (alice, bob):
        patron.joins("yearly")
    with app.app_context():
        for patron in (alice, bob):
            service.look_again(patron.person.id, clock.now())
            keep_request(patron.person.id, clock.now())
        # A damaged row: Stripe knows no such payment, and there is no pause after fewer tries than none.
        with atomic():
            hers = update(Refund).where(Refund.member_id == alice.person.id)
            db.session.execute(hers.values(charge_id="ch_damaged", tries=-2))
        settle_due(clock.now())
        assert not queries.unsettled_of(bob.person.id)
        assert [(one.job, one.item) for one in failing()] == [("memberships.settle_due", alice.person.id)]
    assert not bob.is_member


def _is_refunded(patron: Patron) -> bool:
    (charge,) = patron.stripe.client.v1.charges.list({"customer": patron.customer}).data
    return bool(charge.refunded)


def test_whoever_comes_back_to_a_choice_whose_page_was_closed_gets_an_open_one(alice: Patron) -> None:
    monthly = grouped(form_with(alice.page, action="/me/membership/join").filled(choice="monthly"))
    yearly = {**monthly, "choice": ["yearly"]}
    pages = [alice.browser.post("/me/membership/join", data=form).location for form in (monthly, yearly) * 2]
    open_pages = alice.stripe.client.v1.checkout.sessions.list(
        {"customer": alice.customer, "status": "open"}
    ).data
    assert [page.url for page in open_pages] == pages[-1:]
    assert len(set(pages)) == 4
    alice.stripe.pays(pages[-1])
    alice.hears()
    assert alice.is_member


def test_the_portal_and_receipts_are_at_stripe(alice: Patron) -> None:
    alice.joins()
    home = alice.stripe.base or "https://billing.stripe.com"
    assert alice.presses("Change card or price").location.startswith(home)
    (charge,) = alice.stripe.client.v1.charges.list({"customer": alice.customer}).data
    assert alice.browser.get(f"/me/membership/receipts/{charge.id}").location == charge.receipt_url


def test_nobody_reads_the_receipts_of_others(alice: Patron, people: People) -> None:
    alice.joins()
    (charge,) = alice.stripe.client.v1.charges.list({"customer": alice.customer}).data
    assert people.mallory.browser().get(f"/me/membership/receipts/{charge.id}").status_code == 404


def test_closing_an_account_ends_it_at_stripe_first(alice: Patron, app: Flask) -> None:
    alice.joins()
    customer = alice.customer
    told = alice.events()
    with app.app_context():
        service.cancel_for_leaving(alice.person.id, clock.now())
        service.cancel_for_leaving(alice.person.id, clock.now())  # twice does no harm
    assert alice.stripe.client.v1.customers.retrieve(customer)["deleted"]
    assert not alice.is_member
    assert set(alice.hears(told)) == {200}, "what Stripe says of the past revives nothing"
    assert not alice.is_member


def test_an_account_is_not_closed_while_stripe_cannot_be_told(alice: Patron, app: Flask) -> None:
    alice.joins()
    app.extensions["settings"] = replace(app.extensions["settings"], stripe_api_base="http://127.0.0.1:9")
    with app.app_context(), pytest.raises(service.StripeAway):
        service.cancel_for_leaving(alice.person.id, clock.now())


def _join_form(page: str) -> dict[str, list[str]]:
    return grouped(form_with(page, action="/me/membership/join").filled(choice="monthly"))
