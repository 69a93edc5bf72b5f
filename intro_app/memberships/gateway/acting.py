"""What Stripe is told to do; each thing may be told twice and is done once."""

from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from intro_app.config import settings
from intro_app.memberships.gateway.client import NotAtStripe, conversation
from intro_app.memberships.policy import LIVING

if TYPE_CHECKING:
    from stripe import StripeClient


def new_customer(reference: str) -> str:
    """Stripe's id for somebody of whom it learns this reference and nothing else; the same one for the same."""
    site = settings().base_url
    with conversation() as client:
        made = client.v1.customers.create(
            {"metadata": {"site": site, "member": reference}}, {"idempotency_key": f"customer-{reference}"}
        )
    return made.id


def checkout(customer_id: str, price_id: str, reference: str, once: str) -> str:
    """The address of a page at Stripe where this customer pays this price; any older such page is closed.

    The same page for the same `once`: whoever presses twice pays once. Raises NotAtStripe, StripeAway.
    """
    back, mark = f"{settings().base_url}/me/membership", f"{once}-{price_id}"
    with conversation() as client:
        if url := _open_page(client, customer_id, mark):
            return url
        page = client.v1.checkout.sessions.create(
            {
                "mode": "subscription",
                "customer": customer_id,
                "line_items": [{"price": price_id, "quantity": 1}],
                "client_reference_id": reference,
                "metadata": {"mark": mark},
                "subscription_data": {"metadata": {"member": reference}},
                "success_url": f"{back}?done=paid",
                "cancel_url": f"{back}?done=not-paid",
            },
            {"idempotency_key": f"checkout-{reference}-{mark}"},
        )
    return page.url or ""


def portal(customer_id: str) -> str:
    """The address of Stripe's page where a customer changes the card or the price, or leaves."""
    with conversation() as client:
        back = f"{settings().base_url}/me/membership"
        return client.v1.billing_portal.sessions.create({"customer": customer_id, "return_url": back}).url


def end_with_the_period(subscription_id: str, *, ends: bool) -> None:
    """Let a standing order end with what is paid, or go on after all."""
    with conversation() as client:
        client.v1.subscriptions.update(subscription_id, {"cancel_at_period_end": ends})


def pay_back(customer_id: str, charge_ids: Iterable[str]) -> None:
    """End everything of a customer that costs, then give these payments back in full."""
    with conversation() as client:
        _end_all(client, customer_id)
        for charge_id in charge_ids:
            client.v1.refunds.create({"charge": charge_id}, {"idempotency_key": f"refund-{charge_id}"})


def forget(customer_id: str) -> None:
    """End everything of a customer that costs, then let Stripe forget name, address and card."""
    with suppress(NotAtStripe), conversation() as client:
        _end_all(client, customer_id)
        client.v1.customers.delete(customer_id)


def _end_all(client: "StripeClient", customer_id: str) -> None:
    _open_page(client, customer_id)
    orders = client.v1.subscriptions.list({"customer": customer_id, "status": "all", "limit": 100})
    for order in orders.data:
        if order.status in LIVING:
            client.v1.subscriptions.cancel(order.id, {"invoice_now": False, "prorate": False})


def _open_page(client: "StripeClient", customer_id: str, mark: str = "") -> str:
    """The page with this mark on which the customer can pay, if there is one; all others are closed."""
    found = ""
    opened = client.v1.checkout.sessions.list({"customer": customer_id, "status": "open", "limit": 100})
    for page in opened.data:
        if mark and page.metadata and page.metadata.to_dict().get("mark") == mark:
            found = page.url or ""
        else:
            client.v1.checkout.sessions.expire(page.id)
    return found
