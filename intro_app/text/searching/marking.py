"""Where what was typed stands in a text, so that pages can mark it."""

from collections.abc import Iterator
from typing import NamedTuple

from intro_app.text.searching.matching import level_of
from intro_app.text.searching.sought import Sought, Term
from intro_app.text.searching.stems import other_forms
from intro_app.text.searching.words import Word, words_in


class MarkedPiece(NamedTuple):
    """A piece of a text, and whether it is what was typed."""

    text: str
    is_hit: bool


def marked(text: str, wanted: Sought, *, similar: bool = False) -> list[MarkedPiece]:
    """Return a text in pieces, without losing a sign of it."""
    pieces, place = [], 0
    for start, end in _hits(text, wanted, similar=similar):
        pieces += [MarkedPiece(text[place:start], is_hit=False), MarkedPiece(text[start:end], is_hit=True)]
        place = end
    return [piece for piece in [*pieces, MarkedPiece(text[place:], is_hit=False)] if piece.text]


def excerpt(text: str, wanted: Sought, longest: int, *, similar: bool = False) -> str:
    """Return a text, or as much of it around the first hit as is no longer than `longest` signs or so."""
    if len(text) <= longest:
        return text
    first = next(_hits(text, wanted, similar=similar), (0, 0))[0]
    start = text.rfind(" ", 0, max(0, first - longest // 3)) + 1
    end = text.rfind(" ", start, start + longest)
    end = end if end > first else start + longest
    return f"{'… ' if start else ''}{text[start:end].strip()}{' …' if end < len(text) else ''}"


def _hits(text: str, wanted: Sought, *, similar: bool) -> Iterator[tuple[int, int]]:
    for word in words_in(text):
        for term in wanted.terms:
            if word.is_run and term.is_run:
                within = word.form.find(term.form)
                if within >= 0 and len(word.form) == word.end - word.start:
                    yield word.start + within, word.start + within + len(term.form)
                    break
            elif _is_hit(word, term, similar=similar):
                yield word.start, word.end
                break


def _is_hit(word: Word, term: Term, *, similar: bool) -> bool:
    return bool(level_of(word.form, term, similar=similar)) or not term.forms.isdisjoint(other_forms(word))
