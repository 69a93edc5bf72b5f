"""A test language that marks every sentence of ours with ⟦brackets⟧ and each value in it with ⟨others⟩.

What a page shows outside of them came from people, from a calendar, or from somebody who forgot a mark.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask import Flask

from tests.support import catalogues

# Between two texts of a page that no sentence spans.
GAP = "\x1f"
_MARKS = str.maketrans("", "", "⟦⟧⟨⟩")


@dataclass
class MarkedText:
    """A text of the site, taken apart."""

    # What stands in no sentence of ours, and what was filled into one.
    bare: list[str] = field(default_factory=list)
    # Sentences that were put into sentences: (the outer one with its holes, the inner one).
    nested: set[tuple[str, str]] = field(default_factory=set)


def speak_marked(app: Flask, folder: Path) -> None:
    """Let this site speak so from now on; nothing of it may have been shown before."""
    path = folder / "en" / "LC_MESSAGES" / "messages.mo"
    path.parent.mkdir(parents=True)
    path.write_bytes(_catalogue())
    app.extensions["babel"].translation_directories[:] = [str(folder)]


@lru_cache(maxsize=1)
def _catalogue() -> bytes:
    marked = Catalog(locale="en", fuzzy=False)
    for message in catalogues.sentences(catalogues.collected()):
        forms = tuple(_marked(words) for words in catalogues.forms(message.id))
        marked.add(message.id, forms[0] if isinstance(message.id, str) else forms, context=message.context)
    file = BytesIO()
    write_mo(file, marked)
    return file.getvalue()


def unmarked(text: str) -> str:
    """The text as it would be without the marks."""
    return text.translate(_MARKS)


def taken_apart(text: str) -> MarkedText:
    """What of this text is in sentences, and what is not. Raises ValueError when a mark was cut off."""
    told = MarkedText()
    _read(iter(text), told, "")
    return told


def _marked(words: str) -> str:
    return "⟦" + re.sub(r"%\(\w+\)[sd]", r"⟨\g<0>⟩", words) + "⟧"


def _read(signs: Iterator[str], told: MarkedText, until: str) -> list[str]:
    """Read up to this mark what is in no sentence, or was filled into one; the sentences that stand in it."""
    bare, found = "", list[str]()
    for sign in signs:
        if sign == until:
            break
        if sign == "⟦":
            found.append(_sentence(signs, told))
            bare += GAP
        else:
            _ensure(sign not in "⟧⟨⟩", bare)
            bare += sign
    else:
        _ensure(not until, bare)
    told.bare += [words for piece in bare.split(GAP) if (words := " ".join(piece.split()))]
    return found


def _sentence(signs: Iterator[str], told: MarkedText) -> str:
    """Read to the end of a sentence; its words, with holes for what was filled in."""
    words, inner = "", list[str]()
    for sign in signs:
        if sign == "⟧":
            words = " ".join(words.replace(GAP, " ").split())
            told.nested |= {(words, one) for one in inner}
            return words
        if sign == "⟨":
            inner += _read(signs, told, "⟩")
        words += "…" if sign == "⟨" else sign
    raise ValueError(f"cut off after {words[-60:]!r}")


def _ensure(is_whole: bool, before: str) -> None:
    if not is_whole:
        raise ValueError(f"cut off after {before[-60:]!r}")
