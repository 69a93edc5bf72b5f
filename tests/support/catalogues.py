"""The sentences of the code and the templates, and the catalogues that translate them."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "intro_app" / "translations"
# What marks a sentence beside gettext's own words: N_() where nothing may know Flask, lazy() for labels of
# forms.
MARKS = {**DEFAULT_KEYWORDS, "N_": None, "lazy": None}
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")


class SourceLine(NamedTuple):
    """A folder with sentences, and how its files are read."""

    folder: str
    files: str
    reader: str


PLACES = (SourceLine("intro_app", "**.py", "python"), SourceLine("templates", "**.*", "jinja2"))
# Those who build and look behind read English: no catalogue holds these.
ENGLISH_ONLY = ("intro_app/devtools/", "templates/devtools/")


@lru_cache(maxsize=1)
def collected() -> Catalog:
    """Every sentence that is marked in the code and the templates, with the files it stands in; read once."""
    found = Catalog(project="Mutual", fuzzy=False)
    for place in PLACES:
        for name, _line, sentence, comments, context in extract_from_dir(
            ROOT / place.folder, [(place.files, place.reader)], {"**.*": {"silent": "false"}}, MARKS
        ):
            file = f"{place.folder}/{name}"
            if not file.startswith(ENGLISH_ONLY):
                found.add(sentence, locations=[(file, 0)], auto_comments=comments, context=context)
    return found


def path_of(language: str) -> Path:
    """Where a language's sentences are."""
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def catalogue(language: str) -> Catalog:
    """The sentences of a language, as translators left them."""
    with path_of(language).open("rb") as file:
        return read_po(file, locale=language)


def sentences(found: Catalog) -> Iterator[Message]:
    """The messages of a catalogue, without its head."""
    return (message for message in found if message.id)


def forms(words: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """One form, or one for each plural."""
    return tuple(words) if isinstance(words, list | tuple) else (words or "",)


def placeholders(words: str) -> set[str]:
    """What has to be filled in."""
    return set(_PLACEHOLDER.findall(words))
