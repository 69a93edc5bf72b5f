"""Format text for e-mails: wrapped lines, paragraphs, and times in the reader's language and time zone."""

import textwrap
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_skeleton, format_time, get_timezone_location
from babel.numbers import format_decimal

from intro_app.i18n import gettext as _
from intro_app.wording import date_in_words, duration_in_words, listed_in, spelling, zone_in_words

WIDTH = 72


def wrapped(text: str, first: str = "", rest: str = "") -> str:
    """Return the text in lines of at most 72 characters; long words, such as links, stay whole."""
    setting = textwrap.TextWrapper(
        width=WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(setting.fill(line) if line.strip() else first.rstrip() for line in _lines(text))


def paragraphs(text: str) -> list[list[str]]:
    """Return the lines of each paragraph; an empty line ends a paragraph."""
    found: list[list[str]] = [[]]
    for line in _lines(text):
        if line.strip():
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [lines for lines in found if lines]


def oneline(text: object) -> str:
    """Return the text without its line breaks, so that one fact cannot look like two."""
    words = text if isinstance(text, str) else str(text)
    return type(words)(" ").join(words.split())  # type(words) keeps Markup escaped


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").strip().split("\n")


def formatting(locale: str, time_zone: str) -> dict[str, Callable[..., str] | str]:
    """Return template functions for the reader's times, lists and numbers, and the `direction` of writing."""
    reader = spelling(Locale.parse(locale.replace("-", "_")))
    return {**_times(reader, time_zone), **_rows(reader), "direction": reader.text_direction}


def _rows(reader: Locale) -> dict[str, Callable[..., str]]:
    def listed(words: Sequence[str]) -> str:
        return listed_in(words, reader)

    def decimal(number: float) -> str:
        return format_decimal(number, "#,##0.00", locale=reader)

    def plain_time(at: time) -> str:
        return format_time(at, "short", locale=reader).replace("\u202f", " ")

    def duration(minutes: int) -> str:
        return duration_in_words(minutes, reader)

    return {"listed": listed, "decimal": decimal, "plain_time": plain_time, "duration": duration}


def _times(reader: Locale, time_zone: str) -> dict[str, Callable[..., str]]:
    zone = ZoneInfo(time_zone)

    def day(at: date) -> str:
        here = at.astimezone(zone).date() if isinstance(at, datetime) else at
        return date_in_words(here, "full", reader)

    def month(at: datetime) -> str:
        return format_skeleton("yMMMM", at.astimezone(zone), locale=reader)

    def clock_time(at: datetime) -> str:
        return format_time(at, "short", tzinfo=zone, locale=reader).replace("\u202f", " ")

    def moment(at: datetime) -> str:
        return _("%(day)s, %(time)s (%(zone)s)", day=day(at), time=clock_time(at), zone=place)

    city = get_timezone_location(zone, locale=reader, return_city=True)
    place = city if "/" in time_zone and not time_zone.startswith("Etc/") else time_zone

    def zone_words(zone: str, at: datetime) -> str:
        return zone_in_words(zone, at, reader)

    return {
        "day": day,
        "month": month,
        "clock_time": clock_time,
        "moment": moment,
        "zone_words": zone_words,
    }
