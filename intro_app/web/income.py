"""What came in, for the page of figures: whoever knows about money tells it here, and nobody else has to know."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple


class Income(NamedTuple):
    """All that came from one source in one currency, in its smallest unit; none where it is too little to be told.

    The source is marked with msg(): a page says it in its reader's language, data in one.
    """

    source: str
    currency: str
    amount: int | None


Teller = Callable[[datetime], list[Income]]
_tellers: list[Teller] = []


def tells_income(teller: Teller) -> Teller:
    """Mark a function that says what had come in before a moment."""
    _tellers.append(teller)
    return teller


def income_before(at: datetime) -> list[Income]:
    """What had come in before this moment, from every source."""
    return [one for teller in _tellers for one in teller(at)]
