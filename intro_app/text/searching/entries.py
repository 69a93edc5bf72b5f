"""What a member is found by: the words of each field, the stems of these, and the tokens of the index."""

from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple, Self

from intro_app.text.searching.stems import other_forms
from intro_app.text.searching.words import words_in

# No word contains these signs, so a token that begins with one stands for a word of this field alone.
PLACE_MARK, LANGUAGE_MARK = "\ue001", "\ue002"
# Behind this stand the first letters of words, and behind nothing of it everybody.
BEGUN_MARK, EVERYBODY = "\ue003", "\ue000"
# So many letters of a word are indexed as its beginning; longer beginnings are looked up among the words.
BEGUN_LETTERS = 3
_MOST_WORDS = 300
# What a database writes between the two texts of an entry: no line of what is said is empty.
BETWEEN = "\n\n"


class Field(IntEnum):
    """The fields of an entry, in the order in which they are stored."""

    NAME = 0
    HEADLINE = 1
    CAN_HELP_WITH = 2
    LOOKING_FOR = 3
    PLACE = 4
    LANGUAGES = 5
    GROUPS = 6
    OWN = 7


_MARKS = {Field.PLACE: PLACE_MARK, Field.LANGUAGES: LANGUAGE_MARK}


class Entry(NamedTuple):
    """The words of a member's fields, each field between spaces on a line of its own, and their stems."""

    said: str
    stems: str

    @classmethod
    def of_text(cls, text: str) -> Self:
        """Return the entry of both texts with BETWEEN in the middle."""
        said, _between, stems = text.partition(BETWEEN)
        return cls(said, stems)

    @property
    def lines(self) -> list[str]:
        """The words of each field, and then the stems of each."""
        return f"{self.said}\n{self.stems}".split("\n")

    @property
    def name(self) -> str:
        """The words of the name."""
        return self.said.partition("\n")[0].strip()

    @property
    def tokens(self) -> str:
        """The tokens under which it is indexed, each once, between spaces."""
        return " ".join(sorted(set(self._tokens())))

    @property
    def vocabulary(self) -> set[str]:
        """The words that a mistyped one may stand for."""
        return {word for word in self.said.split() if 4 <= len(word) <= 24 and word.isalpha()}

    def with_field(self, field: Field, texts: Iterable[str]) -> Self:
        """Return the same entry with another content of one field."""
        said, stems = self.said.split("\n"), self.stems.split("\n")
        said[field], stems[field] = _lines(" | ".join(texts))
        return self._replace(said="\n".join(said), stems="\n".join(stems))

    def _tokens(self) -> Iterator[str]:
        yield EVERYBODY
        lines = zip(self.said.split("\n"), self.stems.split("\n"), strict=True)
        for field, (said, stems) in zip(Field, lines, strict=True):
            for word in {*said.split(), *stems.split()}:
                for token in (*pieces(word), *_beginnings(word)):
                    yield token
                    if field in _MARKS:
                        yield f"{_MARKS[field]}{token}"


def entry_of(texts: Mapping[Field, str]) -> Entry:
    """Return the entry of these texts; fields without one are empty."""
    lines = [_lines(texts.get(field, "")) for field in Field]
    return Entry("\n".join(said for said, _ in lines), "\n".join(stems for _, stems in lines))


def pieces(word: str) -> list[str]:
    """Return the tokens of a word: itself, or each two signs in a row of a script without spaces."""
    if not is_run(word):
        return [word]
    return [word[place : place + 2] for place in range(len(word))]


def _beginnings(word: str) -> Iterator[str]:
    """Yield the tokens of a word's beginning; any sign of a run may be one."""
    if is_run(word):
        yield from (f"{BEGUN_MARK}{sign}" for sign in word)
    else:
        yield f"{BEGUN_MARK}{word[:BEGUN_LETTERS]}"


def is_run(word: str) -> bool:
    """Return whether a word is of a script that writes without spaces."""
    return _is_of_a_run(word[:1])


@lru_cache(maxsize=5000)
def _is_of_a_run(sign: str) -> bool:
    return any(found.is_run for found in words_in(sign))


def _lines(text: str) -> tuple[str, str]:
    found = [word for word, _ in zip(words_in(text), range(_MOST_WORDS), strict=False)]
    stems = sorted({stem for word in found for stem in other_forms(word)})
    return f" {' '.join(word.form for word in found)} ", " ".join(stems)
