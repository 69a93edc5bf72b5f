"""How well an entry matches what was typed: by field, and by how much of the word was typed."""

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from intro_app.text.searching.entries import Entry, Field
from intro_app.text.searching.sought import Sought, Term
from intro_app.text.searching.typos import is_similar
from intro_app.text.searching.words import folded, words_in

_WEIGHTS = {
    Field.NAME: 8,
    Field.HEADLINE: 5,
    Field.CAN_HELP_WITH: 4,
    Field.LOOKING_FOR: 3,
    Field.PLACE: 3,
    Field.LANGUAGES: 2,
    Field.GROUPS: 2,
    Field.OWN: 3,
}
_FIELDS = len(Field)
_BY_LINE, _HEAVIEST = tuple(_WEIGHTS[field] for field in Field), max(_WEIGHTS.values())
_WHOLE, _BEGUN, _BY_STEM, _SIMILAR = 4, 3, 2, 1


def score(
    entry: Entry, wanted: Sought, *, similar: bool = False, alike: Mapping[str, Collection[str]] | None = None
) -> int:
    """Return how well an entry matches, from 1 up; 0 if a term or a phrase is not in it.

    With `similar`, words that are a slip of the finger away count as found, too; `alike` has them for each
    term, where they are known. A search asks this for hundreds, so words are looked for in the whole text,
    and only for what is found the field is told.
    """
    if wanted.phrases and any(phrase not in entry.said for phrase in wanted.phrases):
        return 0
    total = 0
    for term in wanted.terms:
        best = _worth(entry, _needles(term))
        if similar and best < _HEAVIEST * _SIMILAR:
            best = max(best, _worth_of_similar(entry.said, term, _near(alike, term)))
        if not best:
            return 0
        total += best
    return total


def fields_found(
    entry: Entry, wanted: Sought, *, similar: bool = False, alike: Mapping[str, Collection[str]] | None = None
) -> list[Field]:
    """Return the fields in which something that was typed is found, in their order."""
    found = set[int]()
    for term in wanted.terms:
        needles = _needles(term)
        for needle in (needles.whole, needles.begun, *needles.others):
            found.update(_lines_with(entry.said, needle))
        for needle in needles.stems:
            if needle.strip() in entry.stems:
                found.update(_lines_with(_between_spaces(entry.stems), needle))
        if similar:
            found.update(_lines_with_similar(entry.said, term, _near(alike, term)))
    return [Field(one) for one in sorted(found)]


def field_holds(entry: Entry, field: Field, wanted: Sought) -> bool:
    """Return whether every term is found in this field."""
    return all(dict(_levels(entry, term))[field] for term in wanted.terms)


def is_found(text: str, typed: str, *, similar: bool = False) -> bool:
    """Return whether a name is found by parts of its words; True for nothing typed.

    With `similar`, words that are a slip of the finger away count as found, too. Names have no stems.
    """
    looked_in, words = folded(text), [word.form for word in words_in(text)]
    return all(
        part in looked_in or (similar and any(is_similar(word, part) for word in words))
        for part in folded(typed).split()
    )


def level_of(word: str, term: Term, *, similar: bool = False) -> int:
    """Return how well a word of a text, without accents, is what the term says; 0 if it is not."""
    if word == term.form:
        return _WHOLE
    if (term.is_begun and word.startswith(term.form)) or (term.is_run and term.form in word):
        return _BEGUN
    if word in term.others:
        return _BY_STEM
    return _SIMILAR if similar and not term.is_run and is_similar(word, term.form) else 0


def _near(alike: Mapping[str, Collection[str]] | None, term: Term) -> frozenset[str] | None:
    return None if alike is None else frozenset(alike.get(term.form, ()))


def _levels(entry: Entry, term: Term) -> list[tuple[Field, int]]:
    lines = entry.lines
    return [(field, _level(lines[field], lines[_FIELDS + field], term)) for field in Field]


class _Needles(NamedTuple):
    """What is looked for in a line, with the spaces around its words, so that it is found as a text."""

    whole: str
    begun: str
    others: tuple[str, ...]
    stems: tuple[str, ...]


@lru_cache(maxsize=1000)
def _needles(term: Term) -> _Needles:
    begun = term.form if term.is_run else f" {term.form}"
    others = tuple(f" {other} " for other in sorted(term.others))
    stems = (f" {term.form}" if term.is_begun else f" {term.form} ", *others)
    return _Needles(f" {term.form} ", begun if term.is_begun else "\r", others, stems)


def _worth(entry: Entry, needles: _Needles) -> int:
    """Return the best level of a term in a field, times what the field weighs."""
    said = entry.said
    best = _heaviest(said, needles.whole) * _WHOLE
    if best < _HEAVIEST * _BEGUN:
        best = max(best, _heaviest(said, needles.begun) * _BEGUN)
    if best >= _HEAVIEST * _BY_STEM:
        return best
    for other in needles.others:
        best = max(best, _heaviest(said, other) * _BY_STEM)
    return max(best, _worth_of_stems(entry.stems, needles.stems))


def _worth_of_stems(stems: str, needles: tuple[str, ...]) -> int:
    best = 0
    for needle in needles:
        if needle.strip() in stems:
            best = max(best, _heaviest(_between_spaces(stems), needle) * _BY_STEM)
    return best


def _heaviest(text: str, needle: str) -> int:
    """Return what the heaviest of the lines weighs in which this is; 0 if it is in none."""
    return max((_BY_LINE[line] for line in _lines_with(text, needle)), default=0)


def _lines_with(text: str, needle: str) -> Iterator[int]:
    """Yield the number of each line in which this is."""
    place = text.find(needle)
    while place >= 0:
        yield text.count("\n", 0, place)
        place = text.find(needle, place + 1)


def _worth_of_similar(said: str, term: Term, near: frozenset[str] | None) -> int:
    weights = (_BY_LINE[line] for line in _lines_with_similar(said, term, near))
    return max(weights, default=0) * _SIMILAR


def _lines_with_similar(said: str, term: Term, near: frozenset[str] | None) -> Iterator[int]:
    """Yield the lines in which words alike are; `near` are all of them, if they are known."""
    if near is None:
        lines = enumerate(said.split("\n"))
        return (line for line, text in lines if _has_similar(text, term))
    return (line for word in near.intersection(said.split()) for line in _lines_with(said, f" {word} "))


def _has_similar(line: str, term: Term) -> bool:
    for word in line.split():  # noqa: SIM110  # any() with a generator takes twice as long
        if level_of(word, term, similar=True):
            return True
    return False


def _level(said: str, stems: str, term: Term) -> int:
    """Return the best level of the words of a line."""
    needles = _needles(term)
    if needles.whole in said:
        return _WHOLE
    if needles.begun in said:
        return _BEGUN
    stems = _between_spaces(stems)
    is_found = any(one in said for one in needles.others) or any(one in stems for one in needles.stems)
    return _BY_STEM if is_found else 0


def _between_spaces(stems: str) -> str:
    return f" {stems} ".replace("\n", " \n ")
