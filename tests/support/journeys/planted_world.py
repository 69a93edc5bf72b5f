"""Everybody of the story of private words, and which word was planted for whom."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.support.browsing import Typed
from tests.support.story import Somebody, Story

# Every letter is another one: who sends the same to many is refused for that.
WORDS = (
    ("To learn how bees winter on roofs.", "Eleven hives of yours stood last January.", "Cedar boards, cut."),
    ("How to read a floodplain map.", "Your survey names our street.", "Rain data since 1998."),
    (
        "Advice on printing with lead type.",
        "You kept a Heidelberg press alive.",
        "Two cases of Garamond to borrow.",
    ),
)


@dataclass
class Mark:
    """A word of somebody's, in which column it stands, and who may read it."""

    word: str
    column: str
    readers: set[str]
    found_by: set[str]


@dataclass
class PlantedWorld:
    """Everybody, and what was planted."""

    story: Story
    people: dict[str, Somebody] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)
    word: str = "Quince{:02}mark"
    letters: Sequence[tuple[str, str, str]] = WORDS
    good_word: dict[str, Typed] = field(default_factory=dict)
    profile: dict[str, str] = field(default_factory=dict)

    def mark(self, column: str, *readers: str, word: str = "", found_by: tuple[str, ...] = ()) -> str:
        """Plant a word in this column for these readers only; one who must see it proves the search works."""
        word = word or self.word.format(len(self.marks))
        self.marks.append(Mark(word, column, set(readers) | set(found_by), set(found_by)))
        return word

    def letter(self, number: int) -> dict[str, Typed]:
        """What one of the letters says; every one is another."""
        return dict(zip(("what_for", "why", "benefit"), self.letters[number], strict=True))

    def id_of(self, name: str) -> int:
        person = self.people[name].person
        assert person
        return person.id
