"""Rate limits: `hit("sign_in", address, "5/hour;10/day")`."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import NoReturn

from flask import current_app
from limits import RateLimitItem, parse_many
from werkzeug.exceptions import TooManyRequests

from intro_app.clock import now
from intro_app.config import settings
from intro_app.db import atomic
from intro_app.web import rate_counters
from intro_app.web.measuring import count_limited
from intro_app.web.network import network
from intro_app.web.rate_counters import forget_old_counts

__all__ = ["LimitResult", "forget_old_counts", "hit", "refuse", "slow_down_network"]

# Generous, to stop floods and not people: a whole office or a carrier's customers may share one address.
FORMS_FROM_ONE_NETWORK = "120/minute;2000/hour"


@dataclass(frozen=True)
class LimitResult:
    """Whether the hit was allowed, and if not, after how many seconds to retry."""

    allowed: bool
    retry_after: int = 0


def hit(name: str, key: str, allowance: str, *, at: datetime | None = None) -> LimitResult:
    """Count one `name` by `key` against an allowance such as "5/hour;10/day"; a refused hit is not counted.

    The key (an address, a network, a member's id) is stored only as a keyed hash. Raises BusyError.
    """
    at = at or now()
    with atomic():  # one commit, however many limits the allowance names
        for item in _items(allowance):
            key_hash = _hash(name, key, item)
            if not rate_counters.count(key_hash, item.amount, item.get_expiry(), at):
                count_limited(name)
                wait = rate_counters.wait(key_hash, item.amount, item.get_expiry(), at)
                return LimitResult(allowed=False, retry_after=wait)
    return LimitResult(allowed=True)


def refuse(limit: LimitResult) -> NoReturn:
    """End the request with the 429 page, which says when to come back. Raises TooManyRequests."""
    raise TooManyRequests(retry_after=limit.retry_after)


def slow_down_network() -> None:
    """Count this form for the network it comes from. Raises TooManyRequests (429) beyond the limit."""
    allowance = current_app.config.get("FORMS_FROM_ONE_NETWORK", FORMS_FROM_ONE_NETWORK)
    limit = hit("form", network(), allowance)
    if not limit.allowed:
        refuse(limit)


@cache
def _items(allowance: str) -> list[RateLimitItem]:
    """Return the limits, shortest period first: a hit refused by the hour must not count for the day."""
    return sorted(parse_many(allowance), key=lambda item: item.get_expiry())


def _hash(name: str, key: str, item: RateLimitItem) -> str:
    # The lasting key, because limits must not start anew when the other keys are rotated.
    counted = f"intro/count/{name}/{item.amount}/{item.get_expiry()}/{key}"
    return hmac.new(settings().lasting_key.encode(), counted.encode(), sha256).hexdigest()
