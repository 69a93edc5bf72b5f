"""What Stripe is told to do; each thing may be told twice and is done once."""

from contextlib import suppress
from typing import TYPE_CHECKING

from intro_app.config import settings
from intro_app.memberships.gateway.client import NotAtStripe, StripeRefused, conversation
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

    The same page for the same `once`, as long as it is open: whoever presses twice pays once. Whoever comes
    back to a choice whose page was closed since gets a new one. Raises NotAtStripe, StripeAway,
    StripeRefused.
    """
    back, mark = f"{settings().base_url}/me/membership", f"{once}-{price_id}"
    with conversation() as client:
        url, closed = _page_with(client, customer_id, mark)
        if url:
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
            {"idempotency_key": f"checkout-{reference}-{mark}-{closed}"},
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


def refund(charge_id: str, attempt: int) -> None:
    """Give a payment back in full; one that was given back already is well. Raises StripeAway, StripeRefused.

    Stripe repeats its first answer to a key, also a no: each `attempt` is a question of its own.
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
    """End everything of a customer that costs. Raises StripeAway, StripeRefused."""
    with suppress(NotAtStripe), conversation() as client:
        _end_all(client, customer_id)


def forget(customer_id: str) -> None:
    """End everything of a customer that costs, then let Stripe forget name, address and card."""
    with suppress(NotAtStripe), conversation() as client:
        _end_all(client, customer_id)
        client.v1.customers.delete(customer_id)


def _end_all(client: "StripeClient", customer_id: str) -> None:
    _page_with(client, customer_id)
    orders = client.v1.subscriptions.list({"customer": customer_id, "status": "all", "limit": 100})
    for order in orders.data:
        if order.status in LIVING:
            client.v1.subscriptions.cancel(order.id, {"invoice_now": False, "prorate": False})


def _page_with(client: "StripeClient", customer_id: str, mark: str = "") -> tuple[str, int]:
    """The page with this mark on which the customer can pay, if there is one, and how many such were closed before.

    All other pages that are open are closed.
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
