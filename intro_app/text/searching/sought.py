"""Read what was typed into the search: words in any order, and phrases in quotes."""

import re
from typing import NamedTuple

from intro_app.text.searching.stems import other_forms
from intro_app.text.searching.words import Word, words_in

LONGEST_SEARCH = 200
_MOST_TERMS = 12
_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]*)[\"“”„«»]")
# Words that say nothing about whom somebody looks for; they are looked for only if nothing else was typed.
_LITTLE = frozenset(
    (
        *(
            "a",
            "an",
            "the",
            "and",
            "or",
            "of",
            "in",
            "on",
            "at",
            "to",
            "for",
            "with",
            "by",
            "from",
            "who",
            "is",
        ),
        *("der", "die", "das", "den", "dem", "ein", "eine", "und", "oder", "von", "im", "am", "zu", "zum"),
        *("zur", "mit", "auf", "fur", "bei", "wer", "ist", "el", "la", "los", "las", "un", "una", "y", "o"),
        *("de", "del", "en", "con", "por", "para", "que", "al"),
    )
)


class Term(NamedTuple):
    """A word that was typed, and its other forms."""

    form: str
    others: frozenset[str]
    is_run: bool

    @property
    def forms(self) -> set[str]:
        """All forms under which it is found as such."""
        return {self.form, *self.others}

    @property
    def is_begun(self) -> bool:
        """Whether longer words that begin with it are found, too; a lone letter begins too many."""
        return len(self.form) > 1 or self.is_run


class Sought(NamedTuple):
    """What was typed: every term and every phrase must be found.

    A phrase stands between spaces, unless its script writes without any.
    """

    terms: tuple[Term, ...]
    phrases: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.terms)


def sought(typed: str) -> Sought:
    """Return what was typed as terms and phrases; nothing in it is an operator."""
    typed = typed[:LONGEST_SEARCH]
    found = list(words_in(typed))[:_MOST_TERMS]
    telling = [word for word in found if word.form not in _LITTLE] or found
    phrases = [_phrase(quoted) for quoted in _QUOTED.findall(typed)]
    runs = [word.form for word in telling if word.is_run and len(word.form) > 2]
    terms = dict.fromkeys(_term(word) for word in telling)
    return Sought(tuple(terms), tuple(dict.fromkeys(filter(None, [*phrases, *runs]))))


def says_little(word: str) -> bool:
    """Return whether a word without accents, such as "the", says nothing about what somebody looks for."""
    return word in _LITTLE


def _term(word: Word) -> Term:
    return Term(word.form, other_forms(word), word.is_run)


def _phrase(quoted: str) -> str:
    found = list(words_in(quoted))
    words = " ".join(word.form for word in found)
    if not words or (len(found) == 1 and found[0].is_run):
        return words
    return f" {words} "
