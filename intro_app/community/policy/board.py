"""What may stand on the board: a line in words, without a price, for sixty days."""

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
    """The price named in a text; empty when there is none."""
    found = _PRICE.search(words)
    return found.group() if found else ""
