"""Pure: how it is stored which word of a claim leads into which group, and how many there may be."""

import json
from collections.abc import Sequence
from typing import NamedTuple

LONGEST_WORD = 200
MOST_WORDS = 100
# How the rows of a provider are named among those of the settings; its key follows.
SETTING = "provider_groups:"


class MappedWord(NamedTuple):
    """A word in the claim of a provider, and the public id of the group here into which it leads."""

    word: str
    group: str


def read_mapping(text: str) -> list[MappedWord]:
    """Return what was stored; nothing where this version cannot read it."""
    try:
        return [MappedWord(str(word), str(group)) for word, group in json.loads(text or "[]")]
    except (ValueError, TypeError):
        return []


def mapping_text(mapping: Sequence[MappedWord]) -> str:
    """Return how it is stored: an empty mapping is not the same as none."""
    return json.dumps([list(one) for one in mapping], ensure_ascii=False)
