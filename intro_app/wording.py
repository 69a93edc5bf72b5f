"""Translation marks, labelled choices and date formats for code that must not import Flask."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Literal, Self
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, get_timezone_location
from babel.lists import format_list
from babel.units import format_unit

# The languages with complete catalogues, by their own names, in the order in which they are offered.
LANGUAGES = {"en": "English", "de": "Deutsch", "es": "Español"}


_BRITISH = Locale("en", "GB")

# Before "hie-" and "io-" the sound is another one, and "y" stays.
_BEGINS_WITH_I = re.compile(r"[\W_]*h?[iíì](?![aeoáéó])", re.IGNORECASE)


def N_(sentence: str) -> str:  # noqa: N802 - its name in every gettext project
    """Return the sentence unchanged; this marks it for the catalogue, and a view translates it."""
    return sentence


def spelling(locale: Locale) -> Locale:
    """Return the locale for date formats in this language.

    English dates use day first (en_GB), which with the month in letters is clear to American readers too.
    """
    return _BRITISH if locale.language == "en" else locale


@lru_cache(maxsize=4096)  # a list of people or introductions says the same few days again and again
def date_in_words(at: date, width: Literal["long", "full"], reader: Locale) -> str:
    """Return a date as one writes it in a sentence: 3 May 2027, or with its weekday in full width.

    German keeps "3. Mai" on one line; Spanish has no comma after a weekday.
    """
    words = format_date(at, width, locale=reader)
    if reader.language == "es":
        words = words.replace(", ", " ", 1)
    return re.sub(r"(\d\.) ", "\\1\N{NO-BREAK SPACE}", words)


def listed_in(words: Sequence[str], reader: Locale) -> str:
    """Return a list in words: a, b and c. Spanish has "e" where "y" would meet its own sound: Ana e Inés."""
    row = format_list(words, locale=reader)
    if reader.language == "es" and len(words) > 1 and _BEGINS_WITH_I.match(words[-1]):
        before = row.removesuffix(words[-1]).removesuffix(" y ")
        return f"{before} e {words[-1]}"
    return row


def duration_in_words(minutes: int, reader: Locale) -> str:
    """Return how long something takes: 45 minutes, 2 hours, 1 hour and 30 minutes."""
    parts = zip(divmod(minutes, 60), ("hour", "minute"), strict=True)
    words = [format_unit(count, f"duration-{unit}", locale=reader) for count, unit in parts if count]
    return listed_in(words, reader)


def zone_in_words(zone: str, at: datetime, reader: Locale) -> str:
    """Return a time zone as people know it, with its difference then: Berlin, GMT+1. UTC stays UTC."""
    if "/" not in zone or zone.startswith("Etc/"):
        return zone
    place = get_timezone_location(zone, locale=reader, return_city=True)
    difference = at.astimezone(ZoneInfo(zone)).utcoffset()
    minutes = int(difference.total_seconds()) // 60 if difference else 0
    hours, rest = divmod(abs(minutes), 60)
    ahead = f"{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")
    return f"{place}, GMT{ahead if minutes else ''}"


class Labelled(StrEnum):
    """An enum of choices: each has the value that is stored, and the untranslated `label` that is shown.

    class Answer(Labelled):
        YES = "yes", N_("Yes, introduce us")
    """

    _value_: str
    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Create a choice."""
        choice = str.__new__(cls, value)
        choice._value_ = value
        choice.label = label
        return choice
