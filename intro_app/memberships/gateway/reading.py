"""Read from Stripe's API, and convert the answers into our own types."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from intro_app.config import settings
from intro_app.memberships.gateway.client import NotAtStripe, conversation
from intro_app.memberships.policy import disputed_amount
from intro_app.memberships.snapshot import Charge, PriceTag, StripeSnapshot, Subscription

if TYPE_CHECKING:
    import stripe

_MOST = 20


def held_for(customer_id: str, *, patient: bool = True) -> StripeSnapshot:
    """Return the present state of a customer at Stripe. Raises StripeAway, StripeRefused."""
    try:
        with conversation(patient=patient) as client:
            if getattr(client.v1.customers.retrieve(customer_id), "deleted", False):
                return StripeSnapshot(gone=True)
            orders = client.v1.subscriptions.list({"customer": customer_id, "status": "all", "limit": _MOST})
            charges = client.v1.charges.list({"customer": customer_id, "limit": _MOST}).data
            taken = {one.id: _taken_back(client, one.id) for one in charges if one.disputed}
    except NotAtStripe:
        return StripeSnapshot(gone=True)
    return StripeSnapshot(
        [_subscription(one) for one in orders.data],
        [_charge(one, taken.get(one.id, 0)) for one in charges],
    )


def price_tags(*, patient: bool = True) -> dict[str, PriceTag]:
    """Return the prices of the settings by lookup key; keys unknown to Stripe are left out."""
    keys = list(settings().stripe_prices)
    with conversation(patient=patient) as client:
        found = client.v1.prices.list({"lookup_keys": keys, "active": True, "limit": _MOST})
    return {tag.lookup_key: tag for tag in map(_price_tag, found.data) if tag.interval}


def receipt_url(charge_id: str) -> str:
    """Return the present address of a payment's receipt, or an empty string.

    Raises NotAtStripe, StripeAway.
    """
    with conversation() as client:
        return client.v1.charges.retrieve(charge_id).receipt_url or ""


def _taken_back(client: "stripe.StripeClient", charge_id: str) -> int:
    """Return how much of a payment its disputes took; the payment itself only says that there was one."""
    found = client.v1.disputes.list({"charge": charge_id, "limit": _MOST})
    return disputed_amount((one.status, one.amount) for one in found.data)


def _subscription(one: "stripe.Subscription") -> Subscription:
    item = one.items.data[0] if one.items.data else None
    price = item.price if item else None
    end = _moment(item.current_period_end) if item else None
    return Subscription(
        id=one.id,
        status=one.status,
        since=_at(one.start_date),
        period_start=_moment(item.current_period_start) if item else None,
        period_end=end,
        ends_at=_moment(one.cancel_at) or (end if one.cancel_at_period_end else None),
        ended_at=_moment(one.ended_at),
        amount=(price.unit_amount or 0) if price else 0,
        currency=price.currency if price else "",
        interval=str(price.recurring.interval) if price and price.recurring else "",
        discounted=bool(one.discounts or (item and item.discounts)),
    )


def _charge(one: "stripe.Charge", disputed: int) -> Charge:
    return Charge(
        id=one.id,
        at=_at(one.created),
        amount=one.amount,
        refunded=one.amount_refunded,
        disputed=min(disputed, one.amount - one.amount_refunded),
        currency=one.currency,
        status=one.status,
        gift=str(one.metadata.to_dict().get("gift", "")),
    )


def _price_tag(one: "stripe.Price") -> PriceTag:
    interval = str(one.recurring.interval) if one.recurring else ""
    return PriceTag(one.id, one.lookup_key or "", one.unit_amount or 0, one.currency, interval)


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else _at(seconds)


def _at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
