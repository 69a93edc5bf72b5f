"""Verify webhook messages: they must be signed with an active secret, and at most minutes old."""

import json
import re
from datetime import datetime
from typing import Any

from intro_app.config import settings
from intro_app.config.cross_checks import LIVE
from intro_app.memberships.snapshot import Message

LARGEST = 256 * 1024
OLDEST = 300
AHEAD = 60  # clocks differ by seconds; a message from further ahead is forged

# What an operator chooses at Stripe for the webhook endpoint; others do no harm.
EVENTS = (
    "charge.dispute.closed",
    "charge.dispute.created",
    "charge.dispute.funds_reinstated",
    "charge.dispute.funds_withdrawn",
    "charge.refunded",
    "checkout.session.async_payment_succeeded",
    "checkout.session.completed",
    "customer.deleted",
    "customer.subscription.created",
    "customer.subscription.deleted",
    "customer.subscription.paused",
    "customer.subscription.resumed",
    "customer.subscription.updated",
    "invoice.paid",
    "invoice.payment_failed",
)

_HEADER = re.compile(r"t=(\d{1,12})(?:,[a-z0-9_]{1,10}=[0-9a-f]{1,128}){1,16}")
_EVENT = re.compile(r"evt_[A-Za-z0-9_]{1,200}")
_KIND = re.compile(r"[a-z0-9_.]{1,100}")
_CHARGE = re.compile(r"(ch|py)_[A-Za-z0-9_]{1,200}")
_CUSTOMER = re.compile(r"cus_[A-Za-z0-9_]{1,200}")


class Forged(Exception):
    """The message is not from Stripe, not for this site, too old or incomplete; nobody is told which."""


def message_in(body: bytes, header: str, at: datetime) -> Message:
    """Return the message in a request's raw body. Raises Forged, and nothing else, for anything invalid."""
    try:
        _ensure_signed(body.decode(), header, at)
        return _message(json.loads(body))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as problem:
        raise Forged from problem


def _ensure_signed(body: str, header: str, at: datetime) -> None:
    import stripe

    stamp = _HEADER.fullmatch(header)
    if stamp is None or not stamp[0].isascii() or int(stamp[1]) > at.timestamp() + AHEAD:
        raise Forged
    for secret in settings().stripe_webhook_secrets:
        try:
            stripe.WebhookSignature.verify_header(body, header, secret, OLDEST)
        except stripe.SignatureVerificationError:
            continue
        return
    raise Forged


def _message(event: Any) -> Message:
    thing, live = event["data"]["object"], settings().stripe_secret_key.startswith(LIVE)
    if event["object"] != "event" or event["livemode"] is not live or not isinstance(thing, dict):
        raise Forged
    event_id, kind = _shaped(_EVENT, event["id"]), _shaped(_KIND, event["type"])
    return Message(event_id, kind, _customer_of(thing), _charge_of(thing))


def _customer_of(thing: dict[str, Any]) -> str | None:
    """Return the id of the customer that an object is or names, or None."""
    customer = thing["id"] if thing.get("object") == "customer" else thing.get("customer")
    if isinstance(customer, dict):
        customer = customer["id"]
    return None if customer is None else _shaped(_CUSTOMER, customer)


def _charge_of(thing: dict[str, Any]) -> str | None:
    """Return the id of the payment that a dispute is about, or None for any other object."""
    if thing.get("object") != "dispute":
        return None
    charge = thing["charge"]
    return _shaped(_CHARGE, charge["id"] if isinstance(charge, dict) else charge)


def _shaped(form: re.Pattern[str], value: Any) -> str:
    if not isinstance(value, str) or not form.fullmatch(value):
        raise Forged
    return value
