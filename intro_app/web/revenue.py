"""What came in, for the page of figures: whoever knows about money tells it here, and nobody else has to know."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple


class Revenue(NamedTuple):
    """All that came from one source in one currency, in its smallest unit; none where it is too little to be told.

    The source is marked with N_(): a page says it in its reader's language, data in one.
    """

    source: str
    currency: str
    amount: int | None


RevenueSource = Callable[[datetime], list[Revenue]]
_tellers: list[RevenueSource] = []


def register_revenue(teller: RevenueSource) -> RevenueSource:
    """Mark a function that says what had come in before a moment."""
    _tellers.append(teller)
    return teller


def revenue_until(at: datetime) -> list[Revenue]:
    """What had come in before this moment, from every source."""
    return [one for teller in _tellers for one in teller(at)]
