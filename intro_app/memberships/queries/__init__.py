"""Queries on memberships in our own database; nothing here asks Stripe."""

from intro_app.memberships.queries.copies import (
    copied_before,
    customers,
    event_is_known,
    member_of,
    membership_of,
    payer_of,
)
from intro_app.memberships.queries.income import income
from intro_app.memberships.queries.pages import Bought, PriceOption, offers, paid_since, payments_of
from intro_app.memberships.queries.refunds import (
    locked_refund,
    refunds_asked,
    refunds_waiting,
    unsettled_members,
    unsettled_of,
)
from intro_app.memberships.queries.standing import (
    facts_of,
    is_for_sale,
    is_member,
    is_open,
    members_among,
)

__all__ = [
    "Bought",
    "PriceOption",
    "copied_before",
    "customers",
    "event_is_known",
    "facts_of",
    "income",
    "is_for_sale",
    "is_member",
    "is_open",
    "locked_refund",
    "member_of",
    "members_among",
    "membership_of",
    "offers",
    "paid_since",
    "payer_of",
    "payments_of",
    "refunds_asked",
    "refunds_waiting",
    "unsettled_members",
    "unsettled_of",
]
