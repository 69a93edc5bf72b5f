"""How lists, numbers and times on a clock read in the language of whoever looks."""

from collections.abc import Iterable
from datetime import time

from babel import Locale
from babel.dates import format_time
from babel.lists import format_list
from babel.numbers import format_decimal
from flask_babel import get_locale

from intro_app.wording import spelling


def reader() -> Locale:
    """How the reader spells: the language of the page, or of the e-mail."""
    return spelling(get_locale() or Locale("en"))


def listed(words: Iterable[str]) -> str:
    """Several things in a row: a, b and c."""
    return format_list([str(word) for word in words], locale=reader())


def decimal(number: float, places: int = 2) -> str:
    """A number with one digit after its point, or up to this many: 1.25."""
    return format_decimal(number, "#,##0.0" + "#" * (places - 1), locale=reader())


def plain_time(at: time) -> str:
    """A time as a clock on some wall shows it, brought to nobody's zone: 14:35."""
    return format_time(at, "short", locale=reader()).replace("\u202f", " ")
