"""How well what somebody looks for meets what others can help with: BM25 over the stems of three languages.

How rare a word is goes by the texts at hand and by nothing else, so that nobody's absence elsewhere can be
read from the result. For a few texts, as many as _AT_LEAST are supposed, in which the word is not.
"""

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from math import log
from typing import NamedTuple

from intro_app.text.searching.entries import pieces
from intro_app.text.searching.sought import says_little
from intro_app.text.searching.stems import other_forms
from intro_app.text.searching.words import words_in

_AT_LEAST = 50
# How soon a word that is said again adds nothing, and how much a long text counts less, as is usual for BM25.
_SATURATION, _LENGTH = 1.2, 0.75
# What a meeting is worth at least: one word that hardly anybody else says, or some that a few say.
ENOUGH = 2.3
# Words that most people use who look for something or offer it.
_COMMON = frozenset(
    (
        *("help", "helps", "helping", "need", "needs", "look", "looking", "find", "finding", "want", "would"),
        *("like", "love", "know", "knows", "someone", "somebody", "anyone", "people", "person", "thing"),
        *("things", "good", "new", "first", "more", "some", "any", "my", "our", "your", "their", "we", "i"),
        *("you", "it", "that", "this", "how", "what", "where", "when", "about", "can", "could", "be", "are"),
        *("have", "has", "do", "does", "get", "make", "making", "start", "starting", "work", "working"),
        *("works", "learn", "learning", "small", "own", "into", "out", "up", "as", "me", "us", "not", "not"),
        *("advice", "experience", "idea", "ideas", "project", "projects", "time", "year", "years", "way"),
        *("suche", "sucht", "brauche", "braucht", "helfe", "hilft", "helfen", "hilfe", "jemand", "jemanden"),
        *("leute", "menschen", "gern", "gerne", "ich", "wir", "du", "mir", "mich", "uns", "mein", "meine"),
        *("meinen", "unser", "unsere", "sich", "kann", "konnen", "mochte", "will", "wie", "was", "wo"),
        *("als", "auch", "neu", "neue", "neuen", "erste", "ersten", "arbeit", "arbeiten", "zeit", "idee"),
        *("ideen", "projekt", "projekte", "erfahrung", "rat", "aus", "uber", "nach", "einen", "einem"),
        *("busco", "busca", "necesito", "necesita", "ayuda", "ayudo", "ayudar", "alguien", "gente"),
        *("persona", "personas", "quiero", "quiere", "puedo", "puede", "mi", "mis", "tu", "su", "sus"),
        *("nuestro", "nuestra", "me", "nos", "se", "lo", "le", "como", "donde", "mas", "nuevo", "nueva"),
        *("primer", "primera", "trabajo", "trabajar", "tiempo", "idea", "proyecto", "proyectos", "sobre"),
        *("experiencia", "consejo", "hacer", "aprender", "e", "u", "ser", "es", "son"),
    )
)


class _Telling(NamedTuple):
    """A word that says something, as it was written, and everything under which it is found."""

    written: str
    forms: frozenset[str]


class Meeting(NamedTuple):
    """How well a text meets another, and the words of the first that are in both."""

    score: float
    words: tuple[str, ...]


class Offers:
    """The texts of those who can help, by their ids."""

    def __init__(self, texts: Mapping[int, str]) -> None:
        """Count the words of all texts."""
        self._counts = {one: _counts(text) for one, text in texts.items()}
        self._lengths = {one: sum(counts.values()) for one, counts in self._counts.items()}
        self._mean = max(1.0, sum(self._lengths.values()) / max(1, len(texts)))
        self._holders: dict[str, set[int]] = {}
        for one, counts in self._counts.items():
            for form in counts:
                self._holders.setdefault(form, set()).add(one)

    def met_by(self, wanted: str) -> dict[int, Meeting]:
        """Return who can help with what is wanted, for all whom enough of its words meet."""
        found: dict[int, Meeting] = {}
        for word in _telling(wanted):
            holders = set().union(*(self._holders.get(form, ()) for form in word.forms))
            worth = self._worth(len(holders))
            for one in holders:
                before = found.get(one, Meeting(0.0, ()))
                found[one] = Meeting(
                    before.score + worth * self._share(one, word), (*before.words, word.written)
                )
        return {one: meeting for one, meeting in found.items() if meeting.score >= ENOUGH}

    def _worth(self, holders: int) -> float:
        texts = max(_AT_LEAST, len(self._counts))
        return log(1 + (texts - holders + 0.5) / (holders + 0.5))

    def _share(self, one: int, word: _Telling) -> float:
        said = max(self._counts[one][form] for form in word.forms)
        length = 1 - _LENGTH + _LENGTH * self._lengths[one] / self._mean
        return said * (_SATURATION + 1) / (said + _SATURATION * length)


def telling_forms(text: str) -> set[str]:
    """Return everything under which the words of a text that say something are found."""
    return {form for word in _telling(text) for form in word.forms}


def meeting_of(wanted: str, offered: str) -> Meeting | None:
    """Return the words of a text that another holds, too; None if there are none."""
    holds = telling_forms(offered)
    words = tuple(word.written for word in _telling(wanted) if not holds.isdisjoint(word.forms))
    return Meeting(0.0, words) if words else None


def _counts(text: str) -> Counter[str]:
    return Counter(form for word in _all_telling(text) for form in word.forms)


def _telling(text: str) -> tuple[_Telling, ...]:
    """Return each word of a text that says something, once."""
    return tuple({word.forms: word for word in reversed(_all_telling(text))}.values())[::-1]


@lru_cache(maxsize=2000)
def _all_telling(text: str) -> tuple[_Telling, ...]:
    found = []
    for word in words_in(text):
        if word.is_run:
            found += [_Telling(piece, frozenset((piece,))) for piece in pieces(word.form) if len(piece) == 2]
        elif len(word.form) > 1 and word.form not in _COMMON and not says_little(word.form):
            written = text[word.start : word.end]
            found.append(_Telling(written, other_forms(word) | {word.form}))
    return tuple(found)
