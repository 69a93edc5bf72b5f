"""The use cases of membership, and the processing of Stripe's messages."""

from intro_app.memberships.gateway import LARGEST, Forged, StripeAway, StripeKeyRefused, StripeRefused
from intro_app.memberships.service.changing import (
    leave,
    look_again,
    portal,
    receipt_url,
    stay,
)
from intro_app.memberships.service.copying import Copied
from intro_app.memberships.service.gifts import accept, begin_gift, decline, may_take_back, take_back_gift
from intro_app.memberships.service.giving import give, give_to_address
from intro_app.memberships.service.joining import join
from intro_app.memberships.service.leaving import cancel_for_leaving, erase
from intro_app.memberships.service.periodic import CHORES, EVENTS_KEPT, copy_prices, reconcile, unknown_prices
from intro_app.memberships.service.receiving import receive
from intro_app.memberships.service.refunding import (
    mark_refunded,
    regrettable,
    settle,
    settle_due,
    take_back,
    waiting,
)

__all__ = [
    "CHORES",
    "EVENTS_KEPT",
    "LARGEST",
    "Copied",
    "Forged",
    "StripeAway",
    "StripeKeyRefused",
    "StripeRefused",
    "accept",
    "begin_gift",
    "cancel_for_leaving",
    "copy_prices",
    "decline",
    "erase",
    "give",
    "give_to_address",
    "join",
    "leave",
    "look_again",
    "mark_refunded",
    "may_take_back",
    "portal",
    "receipt_url",
    "receive",
    "reconcile",
    "regrettable",
    "settle",
    "settle_due",
    "stay",
    "take_back",
    "take_back_gift",
    "unknown_prices",
    "waiting",
]
