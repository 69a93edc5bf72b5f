"""Somebody leaves in every state of their membership: Stripe hears first, no money is lost, nothing stays."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from intro_app import clock
from intro_app.cli.doctor import money
from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.memberships import service
from intro_app.memberships.models import Membership, Payment, Refund, Waiver
from intro_app.memberships.service.refunding import mark_refunded, settle_due
from intro_app.privacy import service as privacy
from intro_app.privacy.service import Wishes
from tests.support.calendar import Calendar
from tests.support.database_contents import everything_opened
from tests.support.identity_pages import code_in
from tests.support.leaving import assert_books_are_right, works
from tests.support.mail_server import Mailbox
from tests.support.paying_member import Patron
from tests.support.stripe import Played

pytestmark = pytest.mark.one_database  # what Stripe tells and is asked plays on both

AWAY = "http://127.0.0.1:9"


def within_two_weeks(alice: Patron) -> None:
    """Paid, and still able to take it back."""
    alice.joins("yearly")


def failed(alice: Patron) -> None:
    """The second payment was refused."""
    alice.joins()
    alice.stripe.next_payment(alice.customer, goes_through=False)
    alice.hears()


def cancelled(alice: Patron) -> None:
    """Cancelled at the end of the period."""
    alice.joins()
    alice.presses("Cancel at the end of the paid period")


def given(alice: Patron) -> None:
    """Given by the operator, paid by nobody."""
    with alice.app.app_context():
        service.give(alice.person.member, clock.now() + timedelta(days=90), "helps at the door", clock.now())


def given_and_paid(alice: Patron) -> None:
    """Paid, and given besides."""
    within_two_weeks(alice)
    given(alice)


STATES: dict[str, Callable[[Patron], None]] = {
    "within two weeks": within_two_weeks,
    "a payment failed": failed,
    "cancelled": cancelled,
    "given": given,
    "given and paid": given_and_paid,
}


def leaves(alice: Patron, mailbox: Mailbox) -> None:
    """Ask for the code, read it in the mailbox, and leave."""
    with alice.app.app_context():
        privacy.ask_to_leave(alice.person.member, clock.now())
    mailbox.deliver(clock.now())
    code = code_in(mailbox.newest("alice@example.org").text)
    with alice.app.app_context():
        privacy.leave(alice.person.member, code, Wishes(), clock.now())
    mailbox.deliver(clock.now())


def said(mailbox: Mailbox) -> str:
    """The farewell, as one line."""
    return " ".join(mailbox.newest("alice@example.org").text.split())


def stripe_goes_away(app: Flask) -> Callable[[], None]:
    """Nobody answers at Stripe's address until what is returned is called."""
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(before, stripe_api_base=AWAY)
    return lambda: app.extensions.update(settings=before)


def charges(alice: Patron, customer: str) -> list[tuple[str, bool]]:
    """The payments that went through at Stripe, and whether each was paid back."""
    made = alice.stripe.client.v1.charges.list({"customer": customer}).data if customer else []
    return [(one.id, one.refunded) for one in made if one.status == "succeeded"]


def rows_of(alice: Patron) -> int:
    """How many rows about money the site still has of her."""
    of_hers = [
        select(func.count()).where(table.member_id == alice.person.id)
        for table in (Membership, Payment, Refund, Waiver)
    ]
    return sum(db.session.scalar(one) or 0 for one in of_hers)


def assert_forgotten(alice: Patron, *values: str) -> None:
    """Neither a row nor one of these values is left anywhere."""
    with alice.app.app_context():
        assert not rows_of(alice)
        there = everything_opened(db.engine)
        assert not [value for value in values if value and value.encode() in there]
    assert_books_are_right(alice.app, clock.now())


@pytest.mark.parametrize("state", STATES)
def test_stripe_hears_first_and_nothing_of_it_stays(
    alice: Patron, app: Flask, mailbox: Mailbox, state: str
) -> None:
    STATES[state](alice)
    customer = alice.customer if state != "given" else ""
    if customer:
        bring_back = stripe_goes_away(app)
        with pytest.raises(service.StripeAway):
            leaves(alice, mailbox)
        with app.app_context():
            assert db.session.get_one(Member, alice.person.id).left_at is None, "it would go on costing"
        bring_back()
    paid = charges(alice, customer)
    leaves(alice, mailbox)
    if customer:
        assert alice.stripe.client.v1.customers.retrieve(customer)["deleted"]
        assert charges(alice, customer) == [(one, True) for one, _refunded in paid]
        assert "your money is on its way back" in said(mailbox)
    works(app, clock.now() + timedelta(minutes=1))
    assert_forgotten(alice, customer, *(one for one, _refunded in paid), "alice@example.org")


def test_after_two_weeks_leaving_ends_it_and_pays_nothing_back(
    alice: Patron, app: Flask, mailbox: Mailbox, the_calendar: Calendar
) -> None:
    alice.joins()
    customer = alice.customer
    paid = charges(alice, customer)
    the_calendar.pass_by(timedelta(days=15))
    leaves(alice, mailbox)
    assert alice.stripe.client.v1.customers.retrieve(customer)["deleted"]
    assert charges(alice, customer) == paid
    assert "money" not in said(mailbox)
    works(app, clock.now() + timedelta(minutes=1))
    assert_forgotten(alice, customer, *(one for one, _refunded in paid), "alice@example.org")


def refused(alice: Patron) -> tuple[str, str]:
    """She asked for her money back, and Stripe refuses for now; her customer and her payment."""
    assert isinstance(alice.stripe, Played)
    alice.joins("yearly")
    customer = alice.customer
    alice.stripe.refuses_refunds("balance_insufficient")
    alice.presses("Cancel now and get a refund")
    ((charge, _refunded),) = charges(alice, customer)
    return customer, charge


@pytest.fixture
def playing(alice: Patron) -> Iterator[Patron]:
    """Alice, where Stripe can be made to refuse a refund; it accepts them again afterwards."""
    if not isinstance(alice.stripe, Played):
        pytest.skip("nobody can make Stripe itself refuse a refund")
    yield alice
    alice.stripe.refuses_refunds("accepted")


def test_a_refund_that_waits_is_paid_after_leaving_and_then_forgotten(
    playing: Patron, app: Flask, mailbox: Mailbox, the_calendar: Calendar
) -> None:
    alice = playing
    customer, charge = refused(alice)
    leaves(alice, mailbox)
    assert charges(alice, customer) == [(charge, False)], "still owed"
    with app.app_context():
        (finding,) = money.refunds(clock.now() + timedelta(days=2))
        assert "balance_insufficient" in finding.sentence, "the operator hears of it"
    letters = len(mailbox.to("alice@example.org"))
    alice.stripe.refuses_refunds("accepted")  # type: ignore[attr-defined]  # it is played
    the_calendar.pass_by(timedelta(days=2))
    with app.app_context():
        settle_due(clock.now())
    assert charges(alice, customer) == [(charge, True)]
    mailbox.deliver(clock.now())
    assert len(mailbox.to("alice@example.org")) == letters, "nobody who left is written to"
    assert_forgotten(alice, customer, charge, "alice@example.org")


def test_a_refund_refused_while_leaving_is_kept_until_it_is_paid(
    playing: Patron, app: Flask, mailbox: Mailbox, the_calendar: Calendar
) -> None:
    alice = playing
    alice.joins("yearly")
    customer = alice.customer
    ((charge, _refunded),) = charges(alice, customer)
    alice.stripe.refuses_refunds("balance_insufficient")  # type: ignore[attr-defined]  # it is played
    leaves(alice, mailbox)
    assert alice.stripe.client.v1.customers.retrieve(customer)["deleted"], "nothing is charged again"
    alice.stripe.refuses_refunds("accepted")  # type: ignore[attr-defined]  # it is played
    the_calendar.pass_by(timedelta(days=2))
    with app.app_context():
        settle_due(clock.now())
    assert charges(alice, customer) == [(charge, True)]
    assert_forgotten(alice, customer, charge)


def test_a_refund_made_by_hand_after_leaving_is_forgotten_as_well(
    playing: Patron, app: Flask, mailbox: Mailbox
) -> None:
    customer, charge = refused(playing)
    leaves(playing, mailbox)
    with app.app_context():
        assert mark_refunded(charge, clock.now())
    assert_forgotten(playing, customer)
