"""A registry for revenue figures, so that the transparency page need not import the memberships package."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple


class Revenue(NamedTuple):
    """The revenue from one source in one currency, in the currency's smallest unit.

    `amount` is None if it is too small to publish. `source` is marked with N_(): pages translate it, exported
    data does not.
    """

    source: str
    currency: str
    amount: int | None


RevenueSource = Callable[[datetime], list[Revenue]]
_tellers: list[RevenueSource] = []
_spenders: list[RevenueSource] = []


def register_revenue(teller: RevenueSource) -> RevenueSource:
    """Register a function that returns the revenue before a moment; usable as a decorator."""
    _tellers.append(teller)
    return teller


def register_spending(teller: RevenueSource) -> RevenueSource:
    """Register a function that returns what revenue paid for before a moment; `source` names the purpose."""
    _spenders.append(teller)
    return teller


def spending_until(at: datetime) -> list[Revenue]:
    """Return what revenue paid for before this moment."""
    return [one for teller in _spenders for one in teller(at)]


def revenue_until(at: datetime) -> list[Revenue]:
    """Return the revenue before this moment from every registered source."""
    return [one for teller in _tellers for one in teller(at)]
