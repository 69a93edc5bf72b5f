"""Process Stripe's messages; each id is stored in the transaction of its effect."""

from datetime import datetime

from intro_app.memberships import gateway, queries
from intro_app.memberships.service.copying import copy_present_state
from intro_app.memberships.snapshot import Message


def receive(body: bytes, header: str, at: datetime) -> str:
    """Process a raw message; return `copied`, `known` or `ignored`. Raises Forged, StripeAway, BusyError."""
    message = gateway.message_in(body, header, at)
    member_id = _about(message)
    if member_id is None:
        return "ignored"  # not one of our customers: one account at Stripe may serve several sites
    if queries.event_is_known(message.id):
        return "known"
    copy_present_state(member_id, at, heard=message)
    return "copied"


def _about(message: Message) -> int | None:
    """Return the member whose state a message says has changed; None if it is about nobody here."""
    if message.customer_id:
        return queries.member_of(message.customer_id)
    return queries.payer_of(message.charge_id) if message.charge_id else None
