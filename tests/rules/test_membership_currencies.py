"""Amounts as Stripe gives them, whose decimals are not those of CLDR."""

from decimal import Decimal

import pytest
from flask import Flask
from flask_babel import Babel

from intro_app.i18n import force_locale
from intro_app.memberships.currencies import worth
from intro_app.memberships.views.blueprint import money

TWO_AT_STRIPE = (
    "afn",
    "all",
    "isk",
    "lak",
    "lbp",
    "mmk",
    "rsd",
    "sos",
    "std",
    "ugx",
    "yer",
    "huf",
    "twd",
    "eur",
    "idr",
)


@pytest.mark.parametrize("currency", TWO_AT_STRIPE)
def test_most_currencies_have_two_decimals_there_also_those_that_people_use_without(currency: str) -> None:
    assert worth(50000, currency) == 500


@pytest.mark.parametrize("currency", ["jpy", "KRW", "clp", "vnd", "xaf", "pyg"])
def test_some_have_none(currency: str) -> None:
    assert worth(500, currency) == 500


@pytest.mark.parametrize("currency", ["kwd", "BHD", "jod", "omr", "tnd"])
def test_a_few_have_three(currency: str) -> None:
    assert worth(5120, currency) == Decimal("5.12")


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        (50000, "rsd", "RSD500"),
        (50050, "rsd", "RSD500.50"),
        (50000, "isk", "ISK500"),
        (500, "jpy", "¥500"),
        (5120, "kwd", "KWD5.120"),
        (500, "eur", "€5.00"),
        (123456789, "usd", "$1,234,567.89"),
    ],
)
def test_people_read_whole_amounts_as_they_write_them(amount: int, currency: str, shown: str) -> None:
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context(), force_locale("en"):
        assert money(amount, currency) == shown
