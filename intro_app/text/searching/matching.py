"""How well an entry matches what was typed: by field, and by how much of the word was typed."""

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
_WHOLE, _BEGUN, _BY_STEM, _SIMILAR = 4, 3, 2, 1


def score(entry: Entry, wanted: Sought, *, similar: bool = False) -> int:
    """Return how well an entry matches, from 1 up; 0 if a term or a phrase is not in it.

    With `similar`, words that are a slip of the finger away count as found, too.
    """
    if any(phrase not in entry.said for phrase in wanted.phrases):
        return 0
    lines = list(zip(_WEIGHTS.values(), entry.said.split("\n"), entry.stems.split("\n"), strict=True))
    total = 0
    for term in wanted.terms:
        best = 0
        for weight, said, stems in lines:
            if weight * _WHOLE > best:
                best = max(best, weight * _level(said, stems, term, similar=similar))
        if not best:
            return 0
        total += best
    return total


def fields_found(entry: Entry, wanted: Sought, *, similar: bool = False) -> list[Field]:
    """Return the fields in which something that was typed is found, in their order."""
    levels = [level for term in wanted.terms for level in _levels(entry, term, similar=similar)]
    return sorted({field for field, level in levels if level})


def field_holds(entry: Entry, field: Field, wanted: Sought) -> bool:
    """Return whether every term is found in this field."""
    return all(dict(_levels(entry, term, similar=False))[field] for term in wanted.terms)


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


def _levels(entry: Entry, term: Term, *, similar: bool) -> list[tuple[Field, int]]:
    lines = zip(Field, entry.said.split("\n"), entry.stems.split("\n"), strict=True)
    return [(field, _level(said, stems, term, similar=similar)) for field, said, stems in lines]


def _level(said: str, stems: str, term: Term, *, similar: bool) -> int:
    """Return the best level of the words of a line; a thousand lines are asked in a search, so as texts."""
    if f" {term.form} " in said:
        return _WHOLE
    begun = term.form if term.is_run else f" {term.form}"
    if term.is_begun and begun in said:
        return _BEGUN
    if any(f" {other} " in said for other in term.others) or _has_stem(stems, term):
        return _BY_STEM
    if similar and any(level_of(word, term, similar=True) for word in said.split()):
        return _SIMILAR
    return 0


def _has_stem(stems: str, term: Term) -> bool:
    stems = f" {stems} "
    if term.is_begun and f" {term.form}" in stems:
        return True
    return any(f" {form} " in stems for form in term.forms)
