"""Queries on memberships in our own database; nothing here asks Stripe."""

from intro_app.memberships.queries.copies import (
    copied_before,
    customers,
    event_is_known,
    last_event,
    last_payment,
    member_of,
    membership_of,
    payer_of,
)
from intro_app.memberships.queries.gifts import (
    gifts_of,
    gifts_offered_to,
    in_pool,
    locked_gift,
    unanswered,
    waiver_from,
    yearly_price,
)
from intro_app.memberships.queries.income import income, income_from_gifts, paid_out_of_gifts
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
    "gifts_of",
    "gifts_offered_to",
    "in_pool",
    "income",
    "income_from_gifts",
    "is_for_sale",
    "is_member",
    "is_open",
    "last_event",
    "last_payment",
    "locked_gift",
    "locked_refund",
    "member_of",
    "members_among",
    "membership_of",
    "offers",
    "paid_out_of_gifts",
    "paid_since",
    "payer_of",
    "payments_of",
    "refunds_asked",
    "refunds_waiting",
    "unanswered",
    "unsettled_members",
    "unsettled_of",
    "waiver_from",
    "yearly_price",
]
