"""Split a text of any script into words without case and accents, and say where each stands."""

import re
from collections.abc import Iterator
from typing import NamedTuple
from unicodedata import category, normalize

# Longer words are cut: nobody types them whole, and an index does not take any length.
LONGEST_WORD = 40

# Accents of Latin, Greek and Cyrillic letters, Hebrew points, Arabic vowel signs. Marks of other scripts are
# parts of their letters.
_ACCENTS = re.compile(r"[\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0670]")
# Letters that Unicode does not take apart.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
# Scripts that write without spaces, and Korean, whose words carry endings of any kind.
_RUN = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
    r"\uf900-\ufaff\U00020000-\U0003ffff]+"
)


class Word(NamedTuple):
    """A word of a text: where it stands, how it was written in lower case, and without accents.

    `is_run` says that its script writes without spaces, so that it may be several words.
    """

    start: int
    end: int
    written: str
    form: str
    is_run: bool


def folded(text: str) -> str:
    """Return a text without case and accents, for comparing: "Zoë" as "zoe"."""
    apart = _ACCENTS.sub("", normalize("NFKD", text.casefold()))
    return normalize("NFC", apart).translate(_PLAIN)


def words_in(text: str) -> Iterator[Word]:
    """Yield the words of a text in their order."""
    for start, end in _stretches(text):
        place = start
        for run in _RUN.finditer(text, start, end):
            yield from _word(text, place, run.start(), is_run=False)
            yield from _word(text, run.start(), run.end(), is_run=True)
            place = run.end()
        yield from _word(text, place, end, is_run=False)


def _word(text: str, start: int, end: int, *, is_run: bool) -> Iterator[Word]:
    written = normalize("NFC", text[start:end].casefold())
    written = written[:LONGEST_WORD]
    form = "".join(sign for sign in folded(written) if category(sign)[0] in "LNM")[:LONGEST_WORD]
    if any(category(sign)[0] in "LN" for sign in form):
        yield Word(start, end, written, form, is_run)


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Yield where letters, digits and their marks follow each other."""
    start = None
    for place, sign in enumerate(text):
        if category(sign)[0] in "LNM":
            start = place if start is None else start
        elif start is not None:
            yield start, place
            start = None
    if start is not None:
        yield start, len(text)
