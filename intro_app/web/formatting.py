"""Format lists, numbers and times of day in the reader's language."""

from collections.abc import Iterable
from datetime import time

from babel import Locale
from babel.dates import format_time
from babel.numbers import format_decimal
from flask_babel import get_locale

from intro_app.wording import duration_in_words, listed_in, spelling


def reader() -> Locale:
    """Return the Babel locale of the page, or of the e-mail, that is being rendered."""
    return spelling(get_locale() or Locale("en"))


def listed(words: Iterable[str]) -> str:
    """Return a list in words: a, b and c."""
    return listed_in([str(word) for word in words], reader())


def decimal(number: float, places: int = 2) -> str:
    """Return a number with so many decimals: 1.25, 0.00."""
    return format_decimal(number, f"#,##0.{'0' * places}", locale=reader())


def plain_time(at: time) -> str:
    """Return a time of day without converting its time zone: 14:35."""
    return format_time(at, "short", locale=reader()).replace("\u202f", " ")


def duration(minutes: int) -> str:
    """Return how long something takes: 1 hour and 30 minutes."""
    return duration_in_words(minutes, reader())
