"""Stripe's messages: each takes effect once, in any order, repeated or late, and never if forged."""

import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import permutations

import pytest
import stripe
from flask import Flask
from sqlalchemy import func, select

from intro_app import clock
from intro_app.db import db
from intro_app.memberships import service
from intro_app.memberships.models import Membership, StripeEvent
from intro_app.outbox.models import OutboxMessage
from tests.support.paying_member import SECRET, Patron, bring, bring_bytes, post

NEXT_SECRET = "whsec_of_the_tests_the_next_one"
Forgery = tuple[bytes, str | None]

SENSELESS = [
    b"",
    b"null",
    b"17",
    b"[]",
    b"{}",
    b"{",
    b'"text"',
    b"[" * 30000,
    b'{"a":' * 30000,
    b"1" * 5000,
    b"\x00",
    b'{"object": "event"}',
    b'{"object": "event", "livemode": false, "id": "evt_1", "type": "x", "data": []}',
]
ODD: list[dict[str, object]] = [
    {"id": None},
    {"id": "evt_\u00e9"},
    {"id": "x" * 9000},
    {"id": ["evt_1"]},
    {"type": 3},
    {"type": "a b"},
    {"livemode": True},
    {"livemode": 0},
    {"object": "v2.core.event"},
    {"data": None},
    {"data": {"object": 1}},
    {"data": {"object": {"object": "charge", "customer": 17}}},
    {"data": {"object": {"object": "charge", "customer": "cus_1' OR 1=1"}}},
    {"data": {"object": {"object": "charge", "customer": {"no": "id"}}}},
    {"data": {"object": {"object": "customer"}}},
]


def test_every_message_twice(alice: Patron, app: Flask) -> None:
    alice.joins()
    before = _kept(app)
    assert {bring(app, event).text for event in alice.events() for _ in range(2)} == {"known\n"}
    assert _kept(app) == before


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_three_messages_in_every_order_lead_to_the_present_state(
    alice: Patron, app: Flask, order: tuple[int]
) -> None:
    alice.stripe.pays(alice.chooses("monthly").location)
    alice.stripe.client.v1.subscriptions.cancel(_order(alice))
    wanted = ("checkout.session.completed", "customer.subscription.created", "customer.subscription.deleted")
    told = {event["type"]: event for event in alice.events()}
    if "checkout.session.completed" not in told:
        pytest.skip("at Stripe itself these tests pay by calls, without a page")
    for place in order:
        assert bring(app, told[wanted[place]]).text == "copied\n"
        assert not alice.is_member, "a late word of a payment revives nothing"
    assert "Your supporting membership has ended" not in _subjects(app), (
        "who was never seen as a member is told nothing"
    )


def test_twenty_messages_at_once_have_the_effect_of_one(alice: Patron, app: Flask) -> None:
    alice.stripe.pays(alice.chooses("monthly").location)
    (paid,) = [event for event in alice.events() if event["type"] == "invoice.paid"]
    others = [event for event in alice.events() if event["id"] != paid["id"]]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda event: bring(app, event), [paid] * 20 + others))
    assert {answer.status_code for answer in answers} == {200}
    assert alice.is_member
    with app.app_context():
        assert db.session.scalar(select(func.count()).where(StripeEvent.id == paid["id"])) == 1
    assert _subjects(app).count("membership_begun") == 1


def test_a_message_is_kept_only_with_its_effect(alice: Patron, app: Flask) -> None:
    alice.stripe.pays(alice.chooses("monthly").location)
    events, site = alice.events(), app.extensions["settings"]
    app.extensions["settings"] = replace(site, stripe_api_base="http://127.0.0.1:9")
    away = bring(app, events[-1])
    assert (away.status_code, away.headers["Retry-After"]) == (503, "60")
    app.extensions["settings"] = site
    assert bring(app, events[-1]).text == "copied\n"
    assert alice.is_member


def test_both_secrets_count_while_one_is_rolled(alice: Patron, app: Flask) -> None:
    alice.stripe.pays(alice.chooses("monthly").location)
    events, site = alice.events(), app.extensions["settings"]
    assert bring(app, events[0], NEXT_SECRET).status_code == 400
    app.extensions["settings"] = replace(site, stripe_webhook_secrets=(SECRET, NEXT_SECRET))
    assert [bring(app, events[place], secret).text for place, secret in enumerate((SECRET, NEXT_SECRET))] == [
        "copied\n",
        "copied\n",
    ]
    app.extensions["settings"] = replace(site, stripe_webhook_secrets=(NEXT_SECRET,))
    assert bring(app, events[0], SECRET).status_code == 400


def test_what_is_not_about_us_is_taken_and_has_no_effect(alice: Patron, app: Flask) -> None:
    before = _kept(app)
    for thing in ({"object": "charge", "customer": "cus_of_another_site"}, {"object": "balance"}):
        assert bring(app, _event(thing)).text == "ignored\n"
    assert _kept(app) == before


def test_a_late_message_is_refused_and_one_in_time_is_not(alice: Patron, app: Flask) -> None:
    event = _event({"object": "balance"})
    assert [bring(app, event, late=late).status_code for late in (290, 310, -50, -70)] == [200, 400, 200, 400]


def _forgeries() -> dict[str, Callable[[bytes, str], Forgery]]:
    """Ways in which a body or its header can be odd, made of a good one."""
    return {
        "no header": lambda body, _good: (body, None),
        "an empty header": lambda body, _good: (body, ""),
        "a header of junk": lambda body, _good: (body, "junk"),
        "no time": lambda body, good: (body, good.partition(",")[2]),
        "no signature": lambda body, good: (body, good.partition(",")[0]),
        "an empty signature": lambda body, good: (body, f"{good.partition(',')[0]},v1="),
        "a signature in capitals": lambda body, good: (
            body,
            good.upper().replace("T=", "t=").replace("V1=", "v1="),
        ),
        "a signature that is not ASCII": lambda body, good: (
            body,
            f"{good.partition(',')[0]},v1=\u00e9\u00e9",
        ),
        "a signature of another scheme": lambda body, good: (body, good.replace("v1=", "v0=")),
        "a time that is no number": lambda body, good: (body, "t=soon," + good.partition(",")[2]),
        "a time in other digits": lambda body, good: (body, "t=\u0661\u0662," + good.partition(",")[2]),
        "a negative time": lambda body, good: (body, "t=-" + good[2:]),
        "a huge time": lambda body, good: (body, f"t={'9' * 400}," + good.partition(",")[2]),
        "two times": lambda body, good: (body, f"t=1,{good}"),
        "the time changed": lambda body, good: (body, f"t={int(good[2:12]) - 1}{good[12:]}"),
        "the body changed": lambda body, good: (body.replace(b"evt_", b"evt_x"), good),
        "a space behind the body": lambda body, good: (body + b" ", good),
        "no body": lambda _body, good: (b"", good),
        "a body that is not UTF-8": lambda _body, good: (b"\xff\xfe", good),
    }


def test_whatever_is_forged_is_refused(alice: Patron, app: Flask) -> None:
    before = _kept(app)
    body = json.dumps(_event({"object": "customer", "id": "cus_1"})).encode()
    good = stripe.WebhookSignature.generate_signature_header(
        body.decode(), SECRET, int(clock.now().timestamp())
    )
    answers = {name: post(app, *forge(body, good)).status_code for name, forge in _forgeries().items()}
    assert answers == dict.fromkeys(answers, 400)
    assert post(app, body, good).status_code == 200
    assert _kept(app) == before


def test_a_signed_body_that_makes_no_sense_is_refused(alice: Patron, app: Flask) -> None:
    answers = {body[:20]: bring_bytes(app, body).status_code for body in SENSELESS}
    assert answers == dict.fromkeys(answers, 400)


def test_a_signed_event_of_an_odd_shape_is_refused(alice: Patron, app: Flask) -> None:
    answers = {repr(odd): bring(app, _event({"object": "balance"}) | odd).status_code for odd in ODD}
    assert answers == dict.fromkeys(answers, 400)


def test_a_body_that_is_too_large_is_refused(alice: Patron, app: Flask) -> None:
    large = {"object": "balance", "words": "x" * service.LARGEST}
    assert bring(app, _event(large)).status_code == 400
    fits = {"object": "balance", "words": "x" * (service.LARGEST - 1000)}
    assert bring(app, _event(fits)).status_code == 200


def _event(thing: Mapping[str, object]) -> dict[str, object]:
    return {"id": "evt_1", "object": "event", "type": "a.b", "livemode": False, "data": {"object": thing}}


def _order(alice: Patron) -> str:
    return alice.stripe.client.v1.subscriptions.list({"customer": alice.customer}).data[0].id


def _kept(app: Flask) -> list[tuple[object, ...]]:
    """Everything that a message could have changed."""
    with app.app_context():
        copies = db.session.execute(select(Membership.member_id, Membership.version, Membership.status)).all()
        events = db.session.execute(select(StripeEvent.id).order_by(StripeEvent.id)).all()
        return [tuple(row) for row in (*copies, *events)]


def _subjects(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(OutboxMessage.kind)))
