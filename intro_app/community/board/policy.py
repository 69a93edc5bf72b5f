"""Limits of notes on the board: their length, no prices, sixty days."""

import re
from datetime import timedelta

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
