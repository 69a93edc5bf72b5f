"""The calls of Stripe's API that the site makes, and a few for use from a command line."""

import base64
import json
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Blueprint, Response, current_app, g, request
from stripe import params

from intro_app.devtools.fake_stripe.ledger import StripeLedger
from intro_app.devtools.fake_stripe.store import StripeStore
from intro_app.devtools.fake_stripe.wire import ApiError, Thing, ensure_known, needed, nested

View = TypeVar("View", bound=Callable[..., Thing])

bp = Blueprint("api", __name__, url_prefix="/v1")


def ledger() -> StripeLedger:
    """Return the StripeLedger of the current application."""
    found: StripeLedger = current_app.extensions["ledger"]
    return found


def store() -> StripeStore:
    """Return the StripeStore of the current application."""
    return ledger().store


def takes(method: str, path: str, shape: Any) -> Callable[[View], View]:
    """Return a decorator that registers an API call with parameters of this shape.

    The view gets the parameters as `given` and returns an object from the store.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def answer(**ids: str) -> Response:
            _ensure_key()
            given = nested((request.args if method == "GET" else request.form).items(multi=True))
            with store().lock:
                return _idempotent(given, lambda: _done(view, given, shape, ids))

        bp.add_url_rule(path, f"{method} {path}", answer, methods=[method])
        return view

    return mark


def _done(view: Callable[..., Thing], given: Thing, shape: Any, ids: dict[str, str]) -> tuple[int, Thing]:
    try:
        ensure_known(given, shape)
        thing = view(given, **ids)
    except ApiError as trouble:
        return trouble.status, trouble.body
    store().save()
    return 200, thing


def _idempotent(given: Thing, act: Callable[[], tuple[int, Thing]]) -> Response:
    """Repeat the first answer for a known Idempotency-Key.

    Raises ApiError when the key was used with other parameters.
    """
    key = request.headers.get("Idempotency-Key", "") if request.method == "POST" else ""
    wish = json.dumps([request.path, given], sort_keys=True)
    kept: dict[str, tuple[str, int, Thing]] = current_app.extensions["idempotency"]
    if key and key in kept:
        before, status, thing = kept[key]
        if before != wish:
            raise ApiError(
                400, "Keys for idempotent requests can only be used once.", kind="idempotency_error"
            )
        return _answer(status, thing, {"Idempotent-Replayed": "true"})
    status, thing = act()
    if key:
        kept[key] = (wish, status, thing)
    return _answer(status, thing, {})


def _answer(status: int, thing: Thing, more: dict[str, str]) -> Response:
    return Response(json.dumps(thing), status, more, mimetype="application/json")


def _ensure_key() -> None:
    kind, _space, given = request.headers.get("Authorization", "").partition(" ")
    if kind == "Basic":
        given = base64.b64decode(given).decode().partition(":")[0]
    if not given:
        raise ApiError(401, "You did not provide an API key.")
    if given != current_app.extensions["key"]:
        raise ApiError(401, f"Invalid API Key provided: {given[:8]}***")
    g.version = request.headers.get("Stripe-Version", "")


def page_of(given: Thing, things: list[Thing]) -> Thing:
    """Return a list object as Stripe does: at most `limit` things, after the id `starting_after`."""
    limit, after = int(given.get("limit", 10)), given.get("starting_after")
    if after:
        place = next((number for number, thing in enumerate(things) if thing["id"] == after), len(things))
        things = things[place + 1 :]
    data = [store().shown(thing) for thing in things[:limit]]
    return {"object": "list", "url": request.path, "has_more": len(things) > limit, "data": data}


@takes("POST", "/customers", params.CustomerCreateParams)
def create_customer(given: Thing) -> Thing:
    """Create a customer."""
    made = store().make(
        "customer",
        email=given.get("email"),
        name=given.get("name"),
        metadata=given.get("metadata", {}),
        invoice_settings={"footer": None},
    )
    ledger().say("customer.created", made)
    return store().shown(made)


@takes("GET", "/customers", params.CustomerListParams)
def list_customers(given: Thing) -> Thing:
    """List customers."""
    return page_of(given, [one for one in store().all("customer") if not one.get("deleted")])


@takes("GET", "/customers/<customer_id>", params.CustomerRetrieveParams)
def show_customer(_given: Thing, customer_id: str) -> Thing:
    """Retrieve a customer; of a deleted one only that it is deleted."""
    customer = store().find("customer", customer_id)
    if customer.get("deleted"):
        return {"id": customer_id, "object": "customer", "deleted": True}
    return store().shown(customer)


@takes("POST", "/customers/<customer_id>", params.CustomerUpdateParams)
def change_customer(given: Thing, customer_id: str) -> Thing:
    """Change what stands on a customer's invoices."""
    customer = store().living_customer(customer_id)
    customer["invoice_settings"] = given.get("invoice_settings", {})
    ledger().say("customer.updated", customer)
    return store().shown(customer)


@takes("DELETE", "/customers/<customer_id>", params.CustomerDeleteParams)
def delete_customer(_given: Thing, customer_id: str) -> Thing:
    """Delete a customer and end their subscriptions."""
    ledger().forget(store().living_customer(customer_id))
    return {"id": customer_id, "object": "customer", "deleted": True}


@takes("GET", "/prices", params.PriceListParams)
def list_prices(given: Thing) -> Thing:
    """List prices, all or those with the given lookup keys."""
    keys = given.get("lookup_keys")
    return page_of(given, [one for one in store().all("price") if not keys or one["lookup_key"] in keys])


@takes("GET", "/charges", params.ChargeListParams)
def list_charges(given: Thing) -> Thing:
    """List charges, successful or not."""
    return page_of(given, store().all("charge", customer=given.get("customer")))


@takes("GET", "/charges/<charge_id>", params.ChargeRetrieveParams)
def show_charge(_given: Thing, charge_id: str) -> Thing:
    """Retrieve a charge."""
    return store().shown(store().find("charge", charge_id))


@takes("GET", "/disputes", params.DisputeListParams)
def list_disputes(given: Thing) -> Thing:
    """List disputes, all or those of a charge."""
    return page_of(given, store().all("dispute", charge=given.get("charge")))


@takes("POST", "/refunds", params.RefundCreateParams)
def create_refund(given: Thing) -> Thing:
    """Refund a charge."""
    (charge_id,) = needed(given, "charge")
    return store().shown(ledger().give_back(store().find("charge", charge_id), int(given.get("amount", 0))))


@takes("GET", "/events", params.EventListParams)
def list_events(given: Thing) -> Thing:
    """List events, newest first."""
    return page_of(given, store().all("event", type=given.get("type")))


@takes("GET", "/events/<event_id>", params.EventRetrieveParams)
def show_event(_given: Thing, event_id: str) -> Thing:
    """Retrieve an event."""
    return store().shown(store().find("event", event_id))
