"""Convert Stripe's amounts; its number of decimals for a currency can differ from that of CLDR.

Source: Stripe's page on supported currencies. ISK and UGX have no decimals any more and are still sent with
two.
"""

from decimal import Decimal

_WITHOUT_DECIMALS = frozenset(
    ("bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf")
)
_WITH_THREE = frozenset(("bhd", "jod", "kwd", "omr", "tnd"))


def decimals_at_stripe(currency: str) -> int:
    """Return how many digits of Stripe's amounts are decimals; `currency` is a code in any case."""
    code = currency.lower()
    if code in _WITHOUT_DECIMALS:
        return 0
    return 3 if code in _WITH_THREE else 2


def worth(amount: int, currency: str) -> Decimal:
    """Return Stripe's amount in whole units of the currency: 50000 RSD are 500."""
    return Decimal(amount).scaleb(-decimals_at_stripe(currency))
