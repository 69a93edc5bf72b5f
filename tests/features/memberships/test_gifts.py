"""A year for somebody else: paid once, accepted or not, taken back; nobody learns what became of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete

from intro_app import clock
from intro_app.db import atomic, db
from intro_app.memberships import queries, service
from intro_app.memberships.models import Gift, GiftState, Payment, PoolUse, Waiver
from intro_app.memberships.service.gifts import leave_unanswered_to_pool
from intro_app.people.service import blocking
from tests.support.browsing import grouped
from tests.support.calendar import Calendar
from tests.support.forms import form_with
from tests.support.gifts import PAGE, accepts, declines, gives, offered, presses
from tests.support.mail_server import Mailbox
from tests.support.paying_member import Patron
from tests.support.people import MemberHandle, People
from tests.support.stripe import Played, order_of

pytestmark = pytest.mark.one_database  # what Stripe tells and is asked plays on both

BOB = "bob@example.org"
Paying = Callable[[MemberHandle], Patron]


@pytest.fixture
def bob(people: People, paying: Paying) -> Patron:
    """He is given a year."""
    return paying(people.bob)


@pytest.fixture(autouse=True)
def _played(alice: Patron) -> None:
    if not isinstance(alice.stripe, Played):
        pytest.skip("what is paid once is paid on a page that only people use")


def the_gift(app: Flask) -> Gift:
    """The only one."""
    with app.app_context():
        return db.session.query(Gift).one()


def test_a_year_is_paid_told_accepted_and_lasts_a_year(
    alice: Patron, bob: Patron, mailbox: Mailbox, the_calendar: Calendar
) -> None:
    gives(alice, BOB, told="named")
    mailbox.deliver(clock.now())
    letter = mailbox.newest(BOB)
    assert letter.subject == "Someone has given you a year of supporting membership"
    assert "Alice Marsh has paid for a year" in " ".join(letter.text.split())
    assert "Someone has given you a year" in bob.page
    assert "The year is yours." in accepts(bob)
    assert bob.is_member
    assert "free of charge" in bob.page
    the_calendar.pass_by(timedelta(days=360))
    assert bob.is_member
    the_calendar.pass_by(timedelta(days=10))
    assert not bob.is_member


def test_a_gift_without_a_name_names_nobody(alice: Patron, bob: Patron, mailbox: Mailbox) -> None:
    gives(alice, BOB, told="unnamed")
    mailbox.deliver(clock.now())
    letter = mailbox.newest(BOB)
    assert "rather not say who they are" in " ".join(letter.text.split())
    assert "Alice" not in letter.text
    assert "Alice" not in bob.browser.get(PAGE).text.partition("<main")[2]


def test_the_giver_sees_the_same_whatever_becomes_of_it(
    alice: Patron, bob: Patron, app: Flask, the_calendar: Calendar
) -> None:
    seen = []
    for address, act in ((BOB, accepts), (BOB, declines), (BOB, None), ("nobody@example.net", None)):
        gives(alice, address)
        if act:
            act(bob)
        seen.append(_rows(alice))
        with app.app_context(), atomic():
            db.session.execute(delete(Waiver))
            db.session.execute(delete(Gift))
    assert len({row for rows in seen for row in rows}) == 1
    assert all(len(rows) == 1 for rows in seen)


def test_declined_or_too_late_it_pays_for_whoever_cannot(
    alice: Patron, bob: Patron, app: Flask, people: People, the_calendar: Calendar
) -> None:
    gives(alice, BOB)
    assert "Nobody hears that you declined." in declines(bob)
    gives(alice, BOB)
    the_calendar.pass_by(timedelta(days=61))
    with app.app_context():
        leave_unanswered_to_pool(clock.now())
        assert {gift.state for gift in db.session.query(Gift)} == {GiftState.POOLED}
        assert {gift.recipient_id for gift in db.session.query(Gift)} == {None}
        assert queries.in_pool("eur") == 10000
        service.give(people.carol.member, clock.now() + timedelta(days=365), "cannot pay", clock.now())
        assert queries.in_pool("eur") == 5000
        service.give(people.dan.member, clock.now() + timedelta(days=2 * 365), "cannot pay", clock.now())
        assert queries.in_pool("eur") == 5000, "what the pool cannot pay whole it does not pay"
        assert db.session.query(PoolUse).count() == 1


def test_a_gift_to_the_pool_needs_no_address(alice: Patron, app: Flask) -> None:
    gives(alice, "")
    assert the_gift(app).state is GiftState.POOLED
    assert "For someone who can’t pay" in alice.browser.get(PAGE).text


def test_it_begins_after_what_one_pays_oneself_which_is_charged_no_more(alice: Patron, bob: Patron) -> None:
    bob.joins("monthly")
    gives(alice, BOB)
    assert "You pay for yourself until" in bob.browser.get(PAGE).text
    accepts(bob)
    order = order_of(bob.stripe, bob.customer)
    assert order.cancel_at_period_end
    with bob.app.app_context():
        (waiver,) = db.session.query(Waiver).all()
        paid_until = int(order["items"]["data"][0]["current_period_end"])
        assert int(waiver.until.timestamp()) == paid_until + 366 * 86400


def test_taken_back_within_two_weeks_it_ends_and_the_money_returns(
    alice: Patron, bob: Patron, mailbox: Mailbox, the_calendar: Calendar
) -> None:
    alice.joins("monthly")
    gives(alice, BOB)
    accepts(bob)
    assert "Your refund is on its way." in presses(alice, "Take this gift back")
    assert not bob.is_member
    assert alice.is_member, "her own membership has nothing to do with it"
    assert _refunded(alice) == {500: False, 5000: True}
    mailbox.deliver(clock.now())
    assert mailbox.newest(BOB).subject == "The year you were given has ended"
    assert "Take this gift back" not in alice.browser.get(PAGE).text


def test_after_two_weeks_it_stays_given(
    alice: Patron, bob: Patron, app: Flask, the_calendar: Calendar
) -> None:
    gives(alice, BOB)
    the_calendar.pass_by(timedelta(days=15))
    alice.browser = alice.person.browser()
    assert "Take this gift back" not in alice.browser.get(PAGE).text


def test_taking_back_ones_own_membership_leaves_the_gift(alice: Patron, bob: Patron) -> None:
    gives(alice, BOB)
    alice.joins("monthly")
    alice.presses("Cancel now and get a refund")
    assert _refunded(alice) == {500: True, 5000: False}
    assert offered(bob)


def test_a_bank_that_takes_it_back_ends_it(alice: Patron, bob: Patron, app: Flask) -> None:
    gives(alice, BOB)
    accepts(bob)
    alice.joins("monthly")
    assert isinstance(alice.stripe, Played)
    charge = the_gift(app).charge_id
    alice.stripe.press(f"/charges/{charge}/disputed")
    alice.hears()
    assert not bob.is_member
    assert alice.is_member
    alice.stripe.press(f"/charges/{charge}/won")
    alice.hears()
    assert the_gift(app).state is GiftState.POOLED
    assert not bob.is_member


def test_a_block_keeps_the_mail_and_not_the_gift(
    alice: Patron, bob: Patron, app: Flask, mailbox: Mailbox
) -> None:
    with app.app_context():
        blocking.block(bob.person.id, alice.person.id, clock.now())
    gives(alice, BOB, told="named")
    mailbox.deliver(clock.now())
    assert not mailbox.to(BOB), "no name reaches whom it shall not reach"
    assert offered(bob)


def test_ones_own_address_and_half_a_form_are_refused(alice: Patron) -> None:
    for typed, sentence in (
        ({"whom": "person", "address": "alice@example.org", "told": "named"}, "your own address"),
        ({"whom": "person", "address": "", "told": "named"}, "Enter the person’s e-mail address."),
        ({"whom": "person", "address": BOB}, "Choose what they should read."),
        ({}, "Choose who it’s for."),
    ):
        form = form_with(alice.browser.get(PAGE).text, action=PAGE)
        answer = alice.browser.post(PAGE, data=grouped(form.filled(**typed)))
        assert (answer.status_code, sentence in answer.text) == (422, True), sentence


def test_pressing_twice_pays_once(alice: Patron, bob: Patron) -> None:
    form = form_with(alice.browser.get(PAGE).text, action=PAGE)
    typed = grouped(form.filled(whom="person", address=BOB, told="named"))
    pages = {alice.browser.post(PAGE, data=typed).location for _ in range(2)}
    assert len(pages) == 1


def test_nobody_accepts_or_takes_back_the_gift_of_others(
    alice: Patron, bob: Patron, app: Flask, people: People
) -> None:
    gives(alice, BOB)
    reference, mallory = the_gift(app).reference, people.mallory.browser()
    secret = dict(form_with(mallory.get(PAGE).text, action=PAGE).filled())["csrf_token"]
    for act in ("accept", "decline", "take-back"):
        answer = mallory.post(f"{PAGE}/{reference}/{act}", data={"csrf_token": secret})
        assert answer.status_code == 422, act
    assert offered(bob)


def test_whoever_gave_leaves_and_it_stays_given_without_a_name(
    alice: Patron, bob: Patron, app: Flask
) -> None:
    gives(alice, BOB)
    with app.app_context():
        service.cancel_for_leaving(alice.person.id, clock.now())
        service.erase(alice.person.id)
    assert the_gift(app).giver_id is None
    accepts(bob)
    assert bob.is_member


def test_whoever_was_given_it_leaves_and_it_pays_for_others(alice: Patron, bob: Patron, app: Flask) -> None:
    gives(alice, BOB)
    with app.app_context():
        service.erase(bob.person.id)
    gift = the_gift(app)
    assert (gift.state, gift.recipient_id) == (GiftState.POOLED, None)


def test_gifts_are_income_of_their_own(alice: Patron, bob: Patron, app: Flask) -> None:
    gives(alice, BOB)
    later = clock.now() + timedelta(days=31)
    with app.app_context():
        assert db.session.query(Payment).one().is_gift
        assert queries.income(later) == []
        assert queries.income_from_gifts(later) == [("eur", None)], "of one giver nothing is told"
        with atomic():
            for number in range(6):
                db.session.add(_paid_gift(number))
        assert queries.income_from_gifts(later) == [("eur", 25000)]


def _paid_gift(number: int) -> Gift:
    at = clock.now()
    gift = Gift(
        reference=f"ref-{number}",
        giver_id=None,
        recipient_id=None,
        is_for_pool=True,
        is_named=False,
        made_at=at,
    )
    gift.state, gift.paid_at, gift.amount, gift.currency = GiftState.POOLED, at, 5000, "eur"
    return gift


def _refunded(patron: Patron) -> dict[int, bool]:
    """Which amounts went back."""
    charges = patron.stripe.client.v1.charges.list({"customer": patron.customer}).data
    return {one.amount: one.refunded for one in charges}


def _rows(patron: Patron) -> list[str]:
    """What the giver reads of each gift."""
    page = patron.browser.get(PAGE).text.partition("What you gave")[2]
    return [" ".join(row.partition("<form")[0].split()) for row in page.split('<li class="list-row"')[1:]]
