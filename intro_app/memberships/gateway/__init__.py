"""The only code that talks to Stripe; it imports Stripe's library lazily."""

from intro_app.memberships.gateway.acting import (
    checkout,
    end_all,
    end_unpaid,
    end_with_the_period,
    forget,
    gift_checkout,
    new_customer,
    portal,
    refund,
)
from intro_app.memberships.gateway.client import NotAtStripe, StripeAway, StripeKeyRefused, StripeRefused
from intro_app.memberships.gateway.messages import LARGEST, Forged, message_in
from intro_app.memberships.gateway.reading import held_for, price_tags, receipt_url

__all__ = [
    "LARGEST",
    "Forged",
    "NotAtStripe",
    "StripeAway",
    "StripeKeyRefused",
    "StripeRefused",
    "checkout",
    "end_all",
    "end_unpaid",
    "end_with_the_period",
    "forget",
    "gift_checkout",
    "held_for",
    "message_in",
    "new_customer",
    "portal",
    "price_tags",
    "receipt_url",
    "refund",
]
