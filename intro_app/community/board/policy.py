"""Limits of notes on the board: their length, no prices, sixty days."""

import re
from datetime import timedelta

from intro_app.text import plain

STANDS_FOR = timedelta(days=60)
LONGEST_NOTE = 200
_SIGN = r"[€$£¥₹₽₺₩₴₫₪₦฿]"
_CODE = r"(?:eur|euros?|usd|dollars?|gbp|pounds?|chf|francs?|jpy|yen|inr|rupees?|pln|sek|nok|dkk|bucks?)"
_PRICE = re.compile(
    rf"{_SIGN}\s*\d|\d[\d.,' ]*k?\s*{_SIGN}|\b{_CODE}\s*\d|\d[\d.,' ]*k?\s*{_CODE}\b", re.IGNORECASE
)


def price_in(words: str) -> str:
    """Return the first price named in a text, or "" when there is none."""
    found = _PRICE.search(words)
    return found.group() if found else ""


def town_of(place: str) -> str:
    """Return what two people in one town both write, such as "berlin" for "Berlin, Germany"."""
    return plain.one_line(place.partition(",")[0]).casefold()
