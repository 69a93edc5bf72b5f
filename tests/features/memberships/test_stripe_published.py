"""Stripe as it publishes itself: we read its shapes, in the version we chose, and our stand-in has them."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from stripe.params import WebhookEndpointCreateParams

from intro_app import clock
from intro_app.memberships import gateway, service
from intro_app.memberships.gateway.client import API_VERSION
from intro_app.memberships.gateway.messages import EVENTS
from tests.support.paying_member import Patron
from tests.support.published_stripe import PUBLISHED, PublishedStripe, published_stripe
from tests.support.stripe import Played

pytestmark = pytest.mark.one_database  # what Stripe tells and is asked plays on both

SOON = 1_790_000_000
OPERATIONS = Path(__file__).parents[3] / "docs" / "operations.md"
KNOWN = {"id": "ch_1", "amount": 5000, "created": SOON, "currency": "eur", "status": "succeeded"}


@pytest.fixture
def elsewhere(app: Flask) -> Iterator[PublishedStripe]:
    """A Stripe that is not our stand-in; the site asks it."""
    before = app.extensions["settings"]
    with published_stripe() as stripe, app.app_context():
        app.extensions["settings"] = replace(before, stripe_api_base=stripe.base)
        yield stripe
        app.extensions["settings"] = before


def test_a_customer_is_read_from_what_stripe_publishes(elsewhere: PublishedStripe) -> None:
    item = {**_item(), "price": {**_item()["price"], "unit_amount": 5000, "currency": "eur"}}
    elsewhere.says("subscription", id="sub_1", status="past_due", start_date=SOON, items={"data": [item]})
    elsewhere.says("charge", **KNOWN, amount_refunded=0, disputed=False)
    held = gateway.held_for("cus_1")
    (subscription,), (charge,) = held.subscriptions, held.charges
    assert (subscription.status, subscription.amount, subscription.discounted) == ("past_due", 5000, False)
    assert subscription.period_end == datetime.fromtimestamp(SOON, UTC)
    assert (charge.amount, charge.disputed, held.disputed) == (5000, 0, False)
    assert not [asked for asked in elsewhere.asked if "disputes" in asked.path], "nobody asks in vain"


@pytest.mark.parametrize(
    ("status", "taken"),
    [
        *[("needs_response", 5000), ("under_review", 5000), ("lost", 5000)],
        *[("won", 0), ("prevented", 0), ("warning_needs_response", 0), ("warning_closed", 0)],
    ],
)
def test_what_a_dispute_takes_goes_by_its_state(elsewhere: PublishedStripe, status: str, taken: int) -> None:
    elsewhere.says("subscription", status="active", start_date=SOON, items={"data": [_item()]})
    elsewhere.says("charge", **KNOWN, amount_refunded=0, disputed=True)
    elsewhere.says("dispute", amount=5000, status=status)
    held = gateway.held_for("cus_1")
    assert held.charges[0].disputed == taken
    assert held.disputed is bool(taken)


def test_everything_is_asked_in_the_version_that_we_chose(elsewhere: PublishedStripe) -> None:
    price = {"lookup_key": "membership_yearly", "unit_amount": 5000, "recurring": {"interval": "year"}}
    elsewhere.says("price", **price)
    elsewhere.says("checkout.session", status="complete", url="https://checkout.stripe.com/c/pay/1")
    elsewhere.says("subscription", status="canceled", start_date=SOON, items={"data": []})
    assert gateway.price_tags()["membership_yearly"].amount == 5000
    assert gateway.new_customer("a-reference") == "word"
    assert gateway.checkout("cus_1", "price_1", "a-reference", "once").startswith("https://checkout")
    assert gateway.portal("cus_1") == "word"
    gateway.refund("ch_1", 0)
    gateway.end_with_the_period("sub_1", ends=True)
    gateway.forget("cus_1")
    assert len(elsewhere.asked) > 8
    assert {asked.version for asked in elsewhere.asked} == {API_VERSION}


def test_tax_terms_and_the_operators_name_are_asked_for_where_they_are_set(
    elsewhere: PublishedStripe, app: Flask
) -> None:
    elsewhere.says("checkout.session", status="complete", url="https://checkout.stripe.com/c/pay/1")
    assert "automatic_tax" not in _asked_at_checkout(elsewhere)
    site = app.extensions["settings"]
    app.extensions["settings"] = replace(
        site, stripe_tax=True, stripe_terms=True, invoice_footer="Bees e.V., Hive Street 1"
    )
    asked = _asked_at_checkout(elsewhere)
    for wish in (
        "automatic_tax[enabled]=true",
        "tax_id_collection[enabled]=true",
        "customer_update[address]=auto",
        "consent_collection[terms_of_service]=required",
    ):
        assert wish in asked
    (named,) = [one for one in elsewhere.asked if one.path == "/v1/customers/cus_1"]
    assert "invoice_settings[footer]=Bees+e.V." in named.body.replace("%5B", "[").replace("%5D", "]")


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_stripe_refuses_is_told_as_such(elsewhere: PublishedStripe, status: int) -> None:
    elsewhere.refuses = status, {"type": "invalid_request_error", "message": "Invalid API Key provided"}
    with pytest.raises(service.StripeKeyRefused, match="refuses this site’s key"):
        gateway.price_tags()
    with pytest.raises(service.StripeKeyRefused):
        service.CHORES[0](clock.now())


def test_our_stand_in_has_no_field_that_stripe_does_not_publish(alice: Patron) -> None:
    if not isinstance(alice.stripe, Played):
        pytest.skip("this is about the stand-in")
    alice.joins()
    alice.presses("Change card or price")
    alice.stripe.disputes(alice.customer)
    alice.stripe.decides(alice.customer, won=False)
    events = [one["data"]["object"] for one in alice.events()]
    client, customer = alice.stripe.client.v1, alice.customer
    events += [one.to_dict() for one in client.prices.list().data]
    events.append(client.billing_portal.sessions.create({"customer": customer}).to_dict())
    seen = set()
    for thing in json.loads(json.dumps(events)):
        seen.add(thing["object"])
        assert not _differences(thing, PUBLISHED[thing["object"]]), thing["object"]
    assert seen >= {"charge", "checkout.session", "customer", "dispute", "invoice", "price", "subscription"}


def test_the_page_for_operators_lists_the_events_that_exist() -> None:
    listed = re.search(r"for the\s+events (.*?)\. Put its signing secret", OPERATIONS.read_text(), re.DOTALL)
    assert listed
    assert tuple(re.findall(r"`([a-z_.]+)`", listed[1])) == EVENTS
    known = str(WebhookEndpointCreateParams.__annotations__["enabled_events"])
    assert not [event for event in EVENTS if f"'{event}'" not in known]


def _item() -> dict[str, Any]:
    price = {"unit_amount": 5000, "currency": "eur", "recurring": {"interval": "year"}}
    return {"current_period_start": SOON - 86400, "current_period_end": SOON, "discounts": [], "price": price}


def _asked_at_checkout(stripe: PublishedStripe) -> str:
    gateway.checkout("cus_1", "price_1", "a-reference", "once")
    posted = [one for one in stripe.asked if (one.method, one.path) == ("POST", "/v1/checkout/sessions")]
    return posted[-1].body.replace("%5B", "[").replace("%5D", "]")


def _differences(thing: dict[str, Any], published: dict[str, Any]) -> list[str]:
    """Fields that Stripe does not publish, or publishes as another type; null fits everything."""
    unknown = sorted(thing.keys() - published.keys())
    return unknown + [
        f"{name} is {type(value).__name__}"
        for name, value in thing.items()
        if name in published and not _fits(value, published[name])
    ]


def _fits(value: object, shape: object) -> bool:
    if value is None or shape == "null":
        return True
    if isinstance(shape, dict | list):
        return type(value) is type(shape)
    kinds: dict[object, type] = {"string": str, "integer": int, "boolean": bool, "number": float}
    return type(value) is kinds[shape]
