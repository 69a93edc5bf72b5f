"""The state of a customer at Stripe in our own types, independent of Stripe's library."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from intro_app.memberships.policy import LIVING, NEARLY


@dataclass(frozen=True)
class Subscription:
    """One subscription at Stripe."""

    id: str
    status: str
    since: datetime
    period_start: datetime | None
    period_end: datetime | None
    ends_at: datetime | None
    ended_at: datetime | None
    amount: int
    currency: str
    interval: str
    discounted: bool = False

    @property
    def lives(self) -> bool:
        """Whether Stripe may still charge money for it."""
        return self.status in LIVING


@dataclass(frozen=True)
class Charge:
    """One payment, successful or not; amounts are in the currency's smallest unit.

    `disputed` is what the payer's bank has taken back; `gift` the reference of the gift that it paid, if any.
    """

    id: str
    at: datetime
    amount: int
    refunded: int
    disputed: int
    currency: str
    status: str
    gift: str = ""


@dataclass(frozen=True)
class PriceTag:
    """The present price behind a lookup key."""

    id: str
    lookup_key: str
    amount: int
    currency: str
    interval: str


@dataclass(frozen=True)
class StripeSnapshot:
    """Everything about one customer that is copied; `gone` if the customer was deleted at Stripe."""

    subscriptions: Sequence[Subscription] = ()
    charges: Sequence[Charge] = ()
    gone: bool = False

    @property
    def living(self) -> list[Subscription]:
        """The subscriptions that may still be charged; more than one is a mistake to be corrected."""
        return [one for one in self.subscriptions if one.lives]

    @property
    def subscription(self) -> Subscription | None:
        """The subscription that counts: paid before unpaid before ended, then the newest; or None."""
        order = ("active", "trialing", "past_due", "unpaid", "paused", "incomplete")
        places = {status: -place for place, status in enumerate(order)}
        ranked = [(places.get(one.status, -len(order)), one.since, one.id, one) for one in self.subscriptions]
        return max(ranked)[-1] if ranked else None

    @property
    def disputed(self) -> bool:
        """Whether a payment for the subscription that counts was taken back by the payer's bank."""
        found = self.subscription
        if found is None:
            return False
        ends = [one.ended_at for one in self.subscriptions if one.ended_at and one.id != found.id]
        paid = [one for one in self.charges if one.at >= found.since - NEARLY and not one.gift]
        return any(one.disputed for one in paid if all(one.at > end for end in ends))


@dataclass(frozen=True)
class Message:
    """A webhook's message that something about a customer changed; its content is not used as a fact.

    A dispute names its payment and no customer.
    """

    id: str
    kind: str
    customer_id: str | None
    charge_id: str | None = None
