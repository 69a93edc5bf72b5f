"""The changes we ask of Stripe; all of them are idempotent."""

from collections.abc import Collection
from contextlib import suppress
from typing import TYPE_CHECKING

from intro_app.config import settings
from intro_app.memberships.gateway.client import NotAtStripe, StripeRefused, conversation
from intro_app.memberships.policy import LIVING
from intro_app.memberships.snapshot import PriceTag

if TYPE_CHECKING:
    from stripe import StripeClient
    from stripe.params.checkout import SessionCreateParams, SessionCreateParamsLineItemPriceData


def new_customer(reference: str) -> str:
    """Create a customer of whom Stripe learns only this reference; return its id. Idempotent."""
    site = settings().base_url
    with conversation() as client:
        made = client.v1.customers.create(
            {"metadata": {"site": site, "member": reference}}, {"idempotency_key": f"customer-{reference}"}
        )
    return made.id


def _wishes() -> "SessionCreateParams":
    """Return what the operator switched on for every checkout page: tax, and consent to the terms."""
    site = settings()
    wishes: SessionCreateParams = {}
    if site.stripe_tax:
        wishes["automatic_tax"] = {"enabled": True}
        wishes["tax_id_collection"] = {"enabled": True}
        # Of a customer who exists, Stripe takes address and name only if told so; tax goes by the address.
        wishes["customer_update"] = {"address": "auto", "name": "auto"}
    if site.stripe_terms:
        wishes["consent_collection"] = {"terms_of_service": "required"}
    return wishes


def _name_operator(client: "StripeClient", customer_id: str) -> None:
    """Let the operator's name stand on the invoices of this customer."""
    footer = settings().invoice_footer or settings().mail_footer
    if footer:
        client.v1.customers.update(customer_id, {"invoice_settings": {"footer": footer}})


def checkout(customer_id: str, price_id: str, reference: str, once: str) -> str:
    """Return the address of a checkout page where this customer pays this price; close all older ones.

    The same `once` gives the same page as long as it is open, so that pressing twice pays once. If that page
    was closed since, a new one is made. Raises NotAtStripe, StripeAway, StripeRefused.
    """
    back, mark = f"{settings().base_url}/me/membership", f"{once}-{price_id}"
    with conversation() as client:
        url, closed = _page_with(client, customer_id, mark)
        if url:
            return url
        _name_operator(client, customer_id)
        asked: SessionCreateParams = {
            "mode": "subscription",
            "customer": customer_id,
            "line_items": [{"price": price_id, "quantity": 1}],
            "client_reference_id": reference,
            "metadata": {"mark": mark},
            "subscription_data": {"metadata": {"member": reference}},
            "success_url": f"{back}?done=paid",
            "cancel_url": f"{back}?done=not-paid",
        }
        asked.update(_wishes())
        key = f"checkout-{reference}-{mark}-{closed}"
        page = client.v1.checkout.sessions.create(asked, {"idempotency_key": key})
    return page.url or ""


def gift_checkout(customer_id: str, tag: PriceTag, reference: str, label: str) -> str:
    """Return the address of a page where this customer pays a gift; the same one for the same reference.

    Raises NotAtStripe, StripeAway, StripeRefused.
    """
    with conversation() as client:
        _name_operator(client, customer_id)
        asked: SessionCreateParams = {
            "mode": "payment",
            "customer": customer_id,
            "line_items": [{"price_data": _once(tag, label), "quantity": 1}],
            "payment_intent_data": {"metadata": {"gift": reference}},
            "invoice_creation": {"enabled": True},
            "success_url": f"{settings().base_url}/me/gifts?done=gift-paid",
            "cancel_url": f"{settings().base_url}/me/gifts?done=not-paid",
        }
        asked.update(_wishes())
        page = client.v1.checkout.sessions.create(asked, {"idempotency_key": f"gift-{reference}"})
    return page.url or ""


def _once(tag: PriceTag, label: str) -> "SessionCreateParamsLineItemPriceData":
    """Return the yearly price as one that is paid once."""
    return {"currency": tag.currency, "unit_amount": tag.amount, "product_data": {"name": label}}


def portal(customer_id: str) -> str:
    """Return the address of Stripe's page where a customer changes the card or the price, or leaves."""
    with conversation() as client:
        back = f"{settings().base_url}/me/membership"
        return client.v1.billing_portal.sessions.create({"customer": customer_id, "return_url": back}).url


def end_with_the_period(subscription_id: str, *, ends: bool) -> None:
    """Let a subscription end with the period that is paid, or continue it."""
    with conversation() as client:
        client.v1.subscriptions.update(subscription_id, {"cancel_at_period_end": ends})


def end_unpaid(customer_id: str) -> None:
    """Cancel the subscriptions that no longer count here but that Stripe might still charge money for.

    One that waits for the bank's consent to its first payment is left alone.
    """
    with suppress(NotAtStripe), conversation() as client:
        _end_orders(client, customer_id, LIVING - {"incomplete"})


def refund(charge_id: str, attempt: int) -> None:
    """Refund a payment in full; does nothing if it was refunded already. Raises StripeAway, StripeRefused.

    Stripe repeats its first answer to an idempotency key, even a refusal, so each `attempt` has its own key.
    """
    try:
        with conversation() as client:
            client.v1.refunds.create(
                {"charge": charge_id}, {"idempotency_key": f"refund-{charge_id}-{attempt}"}
            )
    except StripeRefused as refused:
        if refused.code != "charge_already_refunded":
            raise


def end_all(customer_id: str) -> None:
    """Cancel all subscriptions and checkout pages of a customer. Raises StripeAway, StripeRefused."""
    with suppress(NotAtStripe), conversation() as client:
        _end_all(client, customer_id)


def forget(customer_id: str) -> None:
    """Do the same as `end_all`, then delete the customer at Stripe with name, address and card."""
    with suppress(NotAtStripe), conversation() as client:
        _end_all(client, customer_id)
        client.v1.customers.delete(customer_id)


def _end_all(client: "StripeClient", customer_id: str) -> None:
    _page_with(client, customer_id)
    _end_orders(client, customer_id, LIVING)


def _end_orders(client: "StripeClient", customer_id: str, states: Collection[str]) -> None:
    orders = client.v1.subscriptions.list({"customer": customer_id, "status": "all", "limit": 100})
    for order in orders.data:
        if order.status in states:
            client.v1.subscriptions.cancel(order.id, {"invoice_now": False, "prorate": False})


def _page_with(client: "StripeClient", customer_id: str, mark: str = "") -> tuple[str, int]:
    """Close all open checkout pages but the one with this mark.

    Return its address (empty if there is none), and how many pages with this mark were closed before.
    """
    found, closed = "", 0
    for page in client.v1.checkout.sessions.list({"customer": customer_id, "limit": 100}).data:
        is_marked = bool(mark and page.metadata and page.metadata.to_dict().get("mark") == mark)
        if page.status != "open":
            closed += is_marked
        elif is_marked:
            found = page.url or ""
        else:
            client.v1.checkout.sessions.expire(page.id)
    return found, closed
