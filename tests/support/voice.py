"""The rules of docs/voice.md, as the house tests hold every sentence against them."""

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from babel.messages.catalog import Message

from tests.support import catalogues

PAGE = catalogues.ROOT / "docs" / "voice.md"
TRANSLATING = catalogues.ROOT / "docs" / "translating.md"
MOST_ON_A_PAGE = 22
MOST_IN_AN_EMAIL = 30
# German and Spanish take a few words more for the same thought.
MOST_TRANSLATED = 24

_PAIR = re.compile(r"^\| (?!not \||-)(.+?) \| (.+?) \|$", re.MULTILINE)
_GIVEAWAYS = re.compile(r"## Words that give a translation away\n(.*?)\n## ", re.DOTALL)
# What is filled in counts as a word.
_PLACE = re.compile(r"%\(\w+\)[sd]")
_END = re.compile(r"(?<=[.!?…])[”’)]?\s+")


_COMMANDS = "intro_app/cli/"
# What a command says to whoever runs the server stands first in these calls, or is named so.
_ANSWERS = {"echo", "secho", "say", "ClickException", "UsageError", "BadParameter", "confirm", "prompt"}
_NAMED = {"help", "short_help", "prompt"}


class Spoken(NamedTuple):
    """A sentence of ours, and the files it stands in."""

    sentence: str
    places: tuple[str, ...]

    @property
    def most(self) -> int:
        """How many words it may have: more in an e-mail or from a command than on a page."""
        has_time = all("emails" in place or place.startswith(_COMMANDS) for place in self.places)
        return MOST_IN_AN_EMAIL if has_time else MOST_ON_A_PAGE


def pairs() -> list[tuple[str, str]]:
    """Return what docs/voice.md says not to write, each with what to write."""
    return _PAIR.findall(PAGE.read_text(encoding="utf-8"))


def giveaways() -> list[str]:
    """Return the phrases that docs/voice.md bans."""
    found = _GIVEAWAYS.search(PAGE.read_text(encoding="utf-8"))
    assert found, "docs/voice.md has no list of banned phrases"
    return re.findall(r"`([^`]+)`", found[1])


def said() -> list[Spoken]:
    """Return every English sentence of pages and e-mails, split at its full stops."""
    return [
        Spoken(sentence, tuple(place for place, _line in message.locations))
        for message in catalogues.sentences(catalogues.collected())
        for sentence in _sentences(message)
    ]


def commanded() -> list[Spoken]:
    """Return every English sentence of the commands: their answers, refusals and help."""
    return [
        Spoken(part, (path.relative_to(catalogues.ROOT).as_posix(),))
        for path in sorted((catalogues.ROOT / _COMMANDS).rglob("*.py"))
        for text in _answers(ast.parse(path.read_text(encoding="utf-8")))
        for part in _END.split(text)
        if part
    ]


def translated(language: str) -> list[Spoken]:
    """Return every sentence of a translation, as `said()` does of the English."""
    return [
        Spoken(part, tuple(place for place, _line in message.locations))
        for message in catalogues.sentences(catalogues.catalogue(language))
        for form in catalogues.forms(message.string)
        for part in _END.split(form)
        if part
    ]


def avoided(language: str) -> list[str]:
    """Return what docs/translating.md refuses in this language, named in English."""
    text = TRANSLATING.read_text(encoding="utf-8")
    found = re.search(rf"^- \*\*{language}\*\*: (`.+)$", text, re.MULTILINE)
    assert found, f"docs/translating.md refuses nothing in {language}"
    return re.findall(r"`([^`]+)`", found[1])


def words_in(sentence: str) -> int:
    """Return how many words a reader has to hold; a dash or a dot alone is none."""
    return sum(any(letter.isalnum() for letter in word) for word in _PLACE.sub("X", sentence).split())


def banned_in(sentence: str, phrases: list[str]) -> list[str]:
    """Return the phrases that stand in a sentence, as whole words."""
    return [
        phrase
        for phrase in phrases
        if re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", sentence, re.IGNORECASE)
    ]


def _answers(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", "") or getattr(node.func, "id", "")
            told = node.args[:1] if name in _ANSWERS else []
            told += [one.value for one in node.keywords if one.arg in _NAMED]
            yield from filter(None, map(_text_of, told))
        if isinstance(node, ast.FunctionDef) and any(
            "command" in ast.unparse(one) for one in node.decorator_list
        ):
            yield (ast.get_docstring(node) or "").replace("\n", " ")


def _text_of(node: ast.expr) -> str:
    """What is written in a text, with a word for each place that is filled in."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(one.value) if isinstance(one, ast.Constant) else "X" for one in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _sentences(message: Message) -> Iterator[str]:
    for form in catalogues.forms(message.id):
        yield from (part for part in _END.split(form) if part)
