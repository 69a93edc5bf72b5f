"""The page of staff with the right to the money: whether payments work, and sums that name nobody."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from intro_app import clock
from intro_app.db import atomic, db
from intro_app.memberships import queries
from intro_app.memberships.models import Gift, Payment, StripeEvent, SupporterFigure, Waiver
from intro_app.memberships.service.periodic import count_month
from tests.support.browsing import grouped
from tests.support.calendar import Calendar
from tests.support.forms import form_with
from tests.support.gifts import declines, gives
from tests.support.mail_server import Mailbox
from tests.support.paying_member import Patron
from tests.support.people import MemberHandle, People
from tests.support.stripe import Played

pytestmark = pytest.mark.one_database  # what it counts is asked in plain SQL, and memberships play on both

PAGE = "/staff/money"
WHY = "They lost their job."
Paying = Callable[[MemberHandle], Patron]


@pytest.fixture(autouse=True)
def _played(stripe: object) -> None:
    if not isinstance(stripe, Played):
        pytest.skip("nothing here depends on what Stripe does")


@pytest.fixture
def dan(people: People) -> FlaskClient:
    """The browser of whoever looks after the money, who came in by passkey."""
    return people.dan.becomes("money").browser(by_passkey=True)


def main(browser: FlaskClient) -> str:
    """What the page says, without its surroundings."""
    answer = browser.get(PAGE)
    assert answer.status_code == 200
    return inner(answer.text)


def inner(page: str) -> str:
    """What changes with no session."""
    words = re.sub(r'<input[^>]*name="csrf_token"[^>]*>', "", page)
    return words.partition("<main")[2].partition("</main>")[0]


def give(browser: FlaskClient, **typed: str) -> tuple[int, str]:
    """Fill the form that gives a membership; the status, and the page after it."""
    form = form_with(browser.get(PAGE).text, action=f"{PAGE}/give")
    answer = browser.post(form.action, data=grouped(form.filled(**typed)))
    if answer.status_code != 303:
        return answer.status_code, answer.text
    return 303, inner(browser.get(answer.location).text)


def paid(person: MemberHandle, number: int, when: datetime, amount: int = 500, refunded: int = 0) -> None:
    """Somebody paid; in an application context."""
    with atomic():
        db.session.add(
            Payment(
                id=f"ch_{person.id}_{number}",
                member_id=person.id,
                paid_at=when,
                amount=amount,
                refunded=refunded,
                currency="eur",
                status="succeeded",
            )
        )


def test_the_right_opens_it_and_no_other_does(people: People, dan: FlaskClient) -> None:
    assert "Stripe is in test mode" in main(dan)
    for right in ("host", "caretaker", "moderator", "give_rights"):
        other = people.join(f"{right.title().partition('_')[0]} Voss").becomes(right)
        assert other.browser(by_passkey=True).get(PAGE).status_code == 404
    assert people.dan.browser().get(PAGE).location == "/me/passkeys"


def test_it_names_nobody_who_pays_and_no_number_moves_when_somebody_does(
    app: Flask, people: People, alice: Patron, dan: FlaskClient, the_calendar: Calendar
) -> None:
    with app.app_context():
        count_month(clock.now())
    before = main(dan)
    alice.joins()
    after = main(dan)
    assert "Messages from Stripe arrive." in after
    assert "Alice" not in after
    assert "@" not in after
    unsaid = "No message from Stripe yet. The first one comes with the first payment."
    assert before.replace(unsaid, "Messages from Stripe arrive.") == after
    the_calendar.pass_by(timedelta(days=31))
    with app.app_context():
        count_month(clock.now())
        (_first, second) = db.session.scalars(select(SupporterFigure).order_by(SupporterFigure.month))
        assert (second.paying, second.given) == (1, 0)
    assert "&lt;5" in main(people.dan.browser(by_passkey=True))


def test_supporters_are_counted_once_a_month_in_fives(app: Flask, people: People, at: datetime) -> None:
    with app.app_context():
        for number in range(7):
            person = people.join(f"Person{number} Voss")
            with atomic():
                waiver = Waiver(member_id=person.id, why="x", given_at=at, until=at + timedelta(days=9))
                db.session.add(waiver)
        for _again in range(2):
            count_month(at)
        (figure,) = db.session.scalars(select(SupporterFigure)).all()
        assert (figure.paying, figure.given) == (0, 5)


def test_income_by_month_comes_in_steps_of_five_payments_and_what_is_left_over_counts_later(
    app: Flask, people: People
) -> None:
    march, april, may, june = (datetime(2026, month, 1, tzinfo=UTC) for month in (3, 4, 5, 6))
    with app.app_context():
        crowd = [people.join(f"Person{number} Voss") for number in range(6)]
        for number, person in enumerate(crowd):
            paid(person, 1, march + timedelta(days=number))
        paid(crowd[0], 2, april)
        assert queries.income_by_month([march, april]) == [("eur", 2500, [2500])]
        for person in crowd[1:4]:
            paid(person, 2, april)
        paid(crowd[5], 2, april, refunded=500)
        (found,) = queries.income_by_month([march, april, may, june])
        assert found.amounts == [2500, 2500, 0]
        assert queries.income_by_month([march, march + timedelta(days=4)]) == [("eur", 2500, [0])]
        assert queries.income_by_month([march - timedelta(days=40), march]) == []


def test_whoever_gives_and_looks_after_the_money_cannot_tell_what_became_of_a_gift(
    app: Flask, people: People, alice: Patron, paying: Paying, the_calendar: Calendar
) -> None:
    bob = paying(people.bob)
    gives(alice, people.bob.email)
    the_calendar.pass_by(timedelta(days=40))
    giver = people.alice.becomes("money")
    before = main(giver.browser(by_passkey=True))
    declines(Patron(app, people.bob, bob.stripe, people.bob.browser()))
    with app.app_context():
        assert db.session.query(Gift).one().state == "pooled"
    assert main(giver.browser(by_passkey=True)) == before


def test_a_dispute_is_told_while_it_is_open_and_not_whose_it_is(
    app: Flask, dan: FlaskClient, people: People
) -> None:
    with app.app_context(), atomic():
        db.session.add(StripeEvent(id="evt_1", kind="charge.dispute.created", received_at=clock.now()))
    assert "A bank has asked for a payment back." in main(dan)
    assert "A bank has asked for a payment back." in dan.get("/staff").text
    assert "A bank has asked" not in people.bob.becomes("host").browser(by_passkey=True).get("/staff").text
    with app.app_context(), atomic():
        db.session.add(StripeEvent(id="evt_2", kind="charge.dispute.closed", received_at=clock.now()))
    assert "A bank has asked" not in main(dan)


def test_a_membership_is_given_by_address_with_a_reason_and_the_answer_tells_nothing(
    app: Flask, people: People, dan: FlaskClient, mailbox: Mailbox
) -> None:
    status, known = give(dan, address=people.bob.email, length="half", why=WHY)
    assert status == 303
    assert (303, known) == give(dan, address="nobody@example.net", length="half", why=WHY)
    mailbox.deliver(clock.now())
    assert "given a supporting membership" in mailbox.newest(people.bob.email).subject
    with app.app_context():
        (waiver,) = db.session.scalars(select(Waiver)).all()
        assert waiver.given_by == people.dan.id
        assert waiver.until - waiver.given_at == timedelta(days=183)


def test_nobody_gives_one_to_themselves_or_without_a_reason(
    app: Flask, people: People, dan: FlaskClient
) -> None:
    assert give(dan, address=people.dan.email, length="year", why=WHY)[0] == 409
    status, page = give(dan, address=people.bob.email, length="year", why="")
    assert status == 422
    assert people.bob.email in page
    with app.app_context():
        assert db.session.scalars(select(Waiver)).all() == []


def test_giving_needs_a_sign_in_of_the_last_ten_minutes(dan: FlaskClient, the_calendar: Calendar) -> None:
    secret = re.search(r'name="csrf_token" value="([^"]+)"', dan.get(PAGE).text)
    assert secret
    the_calendar.pass_by(timedelta(minutes=11))
    assert "To give one, sign in again" in main(dan)
    answer = dan.post(f"{PAGE}/give", data={"csrf_token": secret[1], "address": "bob@example.org"})
    assert "/sign-in/again" in answer.location


def test_stripe_is_asked_at_the_press_of_a_button(
    app: Flask, dan: FlaskClient, stripe: Played, alice: Patron
) -> None:
    form = form_with(dan.get(PAGE).text, button="Ask Stripe now")
    answer = dan.post(form.action, data=grouped(form.filled(button="Ask Stripe now")))
    assert "Stripe answers" in dan.get(answer.location).text
    site = app.extensions["settings"]
    app.extensions["settings"] = replace(site, stripe_secret_key="sk_test_of_nobody")
    try:
        answer = dan.post(form.action, data=grouped(form.filled(button="Ask Stripe now")))
        assert answer.status_code == 503
        assert 'role="alert"' in answer.text
    finally:
        app.extensions["settings"] = site


@pytest.mark.changes_app
def test_where_nothing_can_be_paid_or_given_the_page_says_so(app: Flask, dan: FlaskClient) -> None:
    site = app.extensions["settings"]
    app.extensions["settings"] = replace(site, stripe_secret_key="", stripe_api_base="")
    try:
        assert "Nobody can pay yet" in main(dan)
        assert "Ask Stripe now" not in main(dan)
        app.extensions["settings"] = replace(site, membership=False, stripe_secret_key="", stripe_api_base="")
        assert "everything is open to every member" in main(dan)
        assert "Give someone" not in main(dan)
    finally:
        app.extensions["settings"] = site
