"""Dates and time zones read as people write them in each language."""

from datetime import UTC, date, datetime
from typing import Literal

import pytest
from babel import Locale

from intro_app.wording import date_in_words, spelling, zone_in_words

WINTER = datetime(2026, 11, 29, 12, tzinfo=UTC)
SUMMER = datetime(2027, 5, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "width", "words"),
    [
        ("en", "long", "29 November 2026"),
        ("en", "full", "Sunday, 29 November 2026"),
        ("de", "long", "29.\N{NO-BREAK SPACE}November 2026"),
        ("de", "full", "Sonntag, 29.\N{NO-BREAK SPACE}November 2026"),
        ("es", "full", "domingo 29 de noviembre de 2026"),
    ],
)
def test_a_date_is_written_as_in_a_sentence(
    language: str, width: Literal["long", "full"], words: str
) -> None:
    assert date_in_words(date(2026, 11, 29), width, spelling(Locale(language))) == words


@pytest.mark.parametrize(
    ("zone", "at", "language", "words"),
    [
        ("Europe/Berlin", WINTER, "en", "Berlin, GMT+1"),
        ("Europe/Berlin", SUMMER, "es", "Berlín, GMT+2"),
        ("Asia/Kolkata", WINTER, "de", "Kolkata, GMT+5:30"),
        ("America/St_Johns", WINTER, "de", "St. John’s, GMT-3:30"),
        ("Europe/London", WINTER, "es", "Londres, GMT"),
        ("UTC", WINTER, "de", "UTC"),
        ("Etc/GMT+3", WINTER, "en", "Etc/GMT+3"),
    ],
)
def test_a_time_zone_is_its_place_and_its_difference(
    zone: str, at: datetime, language: str, words: str
) -> None:
    assert zone_in_words(zone, at, spelling(Locale(language))) == words
