"""The API calls for checkout sessions, subscriptions and the billing portal."""

from stripe import params
from stripe.params import billing_portal, checkout

from intro_app.devtools.fake_stripe.api import bp, ledger, page_of, store, takes
from intro_app.devtools.fake_stripe.ledger import OVER
from intro_app.devtools.fake_stripe.store import now
from intro_app.devtools.fake_stripe.wire import ApiError, Thing, needed

_A_DAY = 86400

__all__ = ["bp"]  # the blueprint of api.py, to which this module adds its calls


@takes("POST", "/checkout/sessions", checkout.SessionCreateParams)
def create_page(given: Thing) -> Thing:
    """Create a checkout session for a subscription."""
    mode, items, customer_id, success = needed(given, "mode", "line_items", "customer", "success_url")
    _ensure_address(given, store().living_customer(customer_id))
    price = _once(items[0]) if mode == "payment" else store().find("price", *needed(items[0], "price"))
    page = store().make(
        "checkout.session",
        mode=mode,
        status="open",
        payment_status="unpaid",
        customer=customer_id,
        subscription=None,
        client_reference_id=given.get("client_reference_id"),
        metadata=given.get("metadata", {}),
        success_url=success,
        cancel_url=given.get("cancel_url"),
        expires_at=now() + _A_DAY,
        automatic_tax=given.get("automatic_tax", {"enabled": False}),
        consent_collection=given.get("consent_collection"),
        _price=price,
        _paid_for=given.get("payment_intent_data", {}).get("metadata", {}),
        _metadata=given.get("subscription_data", {}).get("metadata", {}),
        _first="pays",
    )
    return store().shown(page)


def _once(item: Thing) -> Thing:
    """Return what is paid once, in the shape of a price."""
    amount, currency = needed(item.get("price_data", {}), "unit_amount", "currency")
    return {"unit_amount": int(amount), "currency": currency, "recurring": None}


def _ensure_address(given: Thing, customer: Thing) -> None:
    """Refuse what needs an address of a customer who has none, as Stripe does."""
    takes_address = given.get("customer_update", {}).get("address") == "auto"
    if given.get("automatic_tax", {}).get("enabled") == "true" and not takes_address:
        message = f"Automatic tax calculation in Checkout needs the address of the customer {customer['id']}."
        raise ApiError(400, message, code="customer_tax_location_invalid")


@takes("GET", "/checkout/sessions", checkout.SessionListParams)
def list_pages(given: Thing) -> Thing:
    """List checkout sessions, all or those of a customer."""
    return page_of(
        given, store().all("checkout.session", customer=given.get("customer"), status=given.get("status"))
    )


@takes("GET", "/checkout/sessions/<page_id>", checkout.SessionRetrieveParams)
def show_page(_given: Thing, page_id: str) -> Thing:
    """Retrieve a checkout session."""
    return store().shown(store().find("checkout.session", page_id))


@takes("POST", "/checkout/sessions/<page_id>/expire", checkout.SessionExpireParams)
def close_page(_given: Thing, page_id: str) -> Thing:
    """Expire an open checkout session."""
    page = store().find("checkout.session", page_id)
    if page["status"] != "open":
        raise ApiError(400, 'Only Checkout Sessions with a status in ["open"] can be expired.')
    page["status"] = "expired"
    ledger().say("checkout.session.expired", page)
    return store().shown(page)


@takes("POST", "/billing_portal/sessions", billing_portal.SessionCreateParams)
def create_portal(given: Thing) -> Thing:
    """Create a billing portal session."""
    (customer_id,) = needed(given, "customer")
    store().living_customer(customer_id)
    made = store().make("billing_portal.session", customer=customer_id, return_url=given.get("return_url"))
    return store().shown(made)


@takes("GET", "/subscriptions", params.SubscriptionListParams)
def list_orders(given: Thing) -> Thing:
    """List subscriptions; ended ones only with a matching `status`."""
    wanted = given.get("status", "")
    orders = store().all("subscription", customer=given.get("customer"))
    if wanted not in {"", "all"}:
        orders = [one for one in orders if one["status"] == wanted]
    return page_of(given, [one for one in orders if wanted or one["status"] not in OVER])


@takes("GET", "/subscriptions/<order_id>", params.SubscriptionRetrieveParams)
def show_order(_given: Thing, order_id: str) -> Thing:
    """Retrieve a subscription."""
    return store().shown(store().find("subscription", order_id))


@takes("POST", "/subscriptions/<order_id>", params.SubscriptionUpdateParams)
def change_order(given: Thing, order_id: str) -> Thing:
    """Change whether a subscription ends with its period, and its metadata."""
    order = store().find("subscription", order_id)
    if order["status"] in OVER:
        raise ApiError(400, "A canceled subscription can only update its cancellation_details and metadata.")
    ends = given.get("cancel_at_period_end", str(order["cancel_at_period_end"]))
    ledger().change(
        order, cancel_at_period_end=ends.lower() == "true", metadata=given.get("metadata", order["metadata"])
    )
    return store().shown(order)


@takes("DELETE", "/subscriptions/<order_id>", params.SubscriptionCancelParams)
def end_order(_given: Thing, order_id: str) -> Thing:
    """End a subscription at once."""
    order = store().find("subscription", order_id)
    ledger().end(order)
    return store().shown(order)
