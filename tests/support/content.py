"""What people wrote and calendars contain: all text on the site that is not the site's own."""

import ast
import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from babel.dates import format_timedelta
from babel.lists import format_list
from sqlalchemy import select

from intro_app.db import Model, db
from intro_app.devtools.samples import Sample
from intro_app.web.time_zones import zones_by_region
from intro_app.wording import LANGUAGES, duration_in_words
from tests.house.conftest import modules_under
from tests.support import catalogues

_ENGLISH = Locale("en", "GB")
# Addresses, and the mark under which the log knows a request.
_ADDRESSES = re.compile(r"https?://\S+|[\w.+*•…-]+@[\w.…-]+|\b[0-9a-f]{16}\b")
_MARKDOWN = re.compile(r"\[([^\]]*)\]\([^)]*\)|[*_`]|^- ", re.MULTILINE)
# Between two of our own sentences, or two names, it is babel that says it; in a template the tests of the
# house would see it.
_AND = format_list([" ", " "], locale=_ENGLISH).strip()
_LETTERS = re.compile(r"[^\W\d_]{2,}")


class Content:
    """All that people wrote here, by which what else is said can be known."""

    def __init__(self, *written: Iterable[str], chosen: Iterable[str] = ()) -> None:
        """`chosen`: sentences of ours that somebody made their own words."""
        written_here = {*LANGUAGES.values(), *_calendar_words()}.union(*map(set, written))
        known = (written_here - _sentences()).union(chosen)
        longest_first = sorted(filter(_is_telling, known), key=len, reverse=True)
        self._known = re.compile(rf"(?<!\w)(?:{'|'.join([*_spans(), *map(re.escape, longest_first)])})(?!\w)")

    def left_of(self, words: str) -> str:
        """Return what is left of a text without all that people wrote; empty if no words are left."""
        if words == _AND:
            return ""
        left = _ADDRESSES.sub(" ", self._known.sub(" ", words)).strip()
        return left if _LETTERS.search(left) and left != _AND else ""


def stored() -> set[str]:
    """Every text in the database of this application context."""
    rows = (
        row for mapper in Model.registry.mappers for row in db.session.execute(select(mapper.local_table))
    )
    return {" ".join(text.split()) for row in rows for value in row for text in _texts_in(value)}


def spoken_by_samples(samples: Iterable[Sample]) -> set[str]:
    """Return what the people in the sample data say (from the developers' pages), and their codes."""
    code = (ast.walk(module.tree) for module in modules_under("intro_app/devtools"))
    told = (node.value for nodes in code for node in nodes if isinstance(node, ast.Constant))
    given = (value for sample in samples for value in sample.email.context.values())
    return {" ".join(text.split()) for value in (*told, *given) for text in _texts_in(value)}


def _texts_in(value: Any) -> Iterator[str]:
    """The texts in a value, which may be of JSON, and each as Markdown shows it."""
    if isinstance(value, str):
        yield from (value, *_MARKDOWN.sub(r"\1", value).splitlines())
    elif isinstance(value, dict):
        yield from (text for part in value.values() for text in _texts_in(part))
    elif isinstance(value, list | tuple):
        yield from (text for part in value for text in _texts_in(part))


def _is_telling(text: str) -> bool:
    """Whether it is more than one lower-case word, such as the name of a state, which could be the site's."""
    return len(text) > 1 and (" " in text or text != text.lower())


def _sentences() -> set[str]:
    """Our own sentences stay ours when they are stored."""
    return {
        words
        for message in catalogues.sentences(catalogues.collected())
        for words in catalogues.forms(message.id)
    }


def _calendar_words() -> Iterator[str]:
    """Months and days, and places by whose clocks people live."""
    for names in (_ENGLISH.months, _ENGLISH.days):
        yield from (name for width in ("wide", "abbreviated") for name in names["format"][width].values())
    for zone in available_timezones():
        yield from (zone.replace("_", " "), zone.rpartition("/")[2].replace("_", " "))
    for places in zones_by_region("en").values():
        yield from (place for _zone, place, _also in places)


def _spans() -> Iterator[str]:
    """How long ago, in how long, and how long something takes, as patterns; the longest first."""
    for minutes in (122, 121, 62, 61, 120, 60, 2, 1):
        yield re.sub(r"\d+", r"\\d+", re.escape(duration_in_words(minutes, _ENGLISH)))
    for unit in ("second", "minute", "hour", "day", "week", "month", "year"):
        for span in (timedelta(days=-1), timedelta(days=1), timedelta(days=-2), timedelta(days=2)):
            words = format_timedelta(span, threshold=1, add_direction=True, locale=_ENGLISH)
            yield re.escape(words).replace("day", unit).replace("1", r"\d+").replace("2", r"\d+")
