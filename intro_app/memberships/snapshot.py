"""What Stripe holds, in our own words: nothing here knows the library that fetched it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from intro_app.memberships.policy import LIVING


@dataclass(frozen=True)
class Subscription:
    """One standing order at Stripe."""

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

    @property
    def lives(self) -> bool:
        """Whether Stripe may still ask for money because of it."""
        return self.status in LIVING


@dataclass(frozen=True)
class Charge:
    """One payment, or the try of one; amounts are in the currency's smallest unit."""

    id: str
    at: datetime
    amount: int
    refunded: int
    currency: str
    status: str


@dataclass(frozen=True)
class PriceTag:
    """What a lookup key stands for today."""

    id: str
    lookup_key: str
    amount: int
    currency: str
    interval: str


@dataclass(frozen=True)
class StripeSnapshot:
    """Everything about one customer that is copied; `gone` when Stripe has forgotten the customer."""

    subscriptions: Sequence[Subscription] = ()
    charges: Sequence[Charge] = ()
    gone: bool = False

    @property
    def living(self) -> list[Subscription]:
        """The standing orders that may still cost something; more than one is a mistake that somebody should mend."""
        return [one for one in self.subscriptions if one.lives]

    @property
    def subscription(self) -> Subscription | None:
        """The one that counts: what is paid before what waits for money before what has ended, then the newest."""
        order = ("active", "trialing", "past_due", "unpaid", "paused", "incomplete")
        places = {status: -place for place, status in enumerate(order)}
        ranked = [(places.get(one.status, -len(order)), one.since, one.id, one) for one in self.subscriptions]
        return max(ranked)[-1] if ranked else None


@dataclass(frozen=True)
class Message:
    """What a webhook brought: that something happened to a customer. It carries no truth, only the wish to look."""

    id: str
    kind: str
    customer_id: str | None
