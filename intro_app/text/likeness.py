"""Detect copied texts by how many runs of words two texts have in common."""

import re
from collections.abc import Iterable

from intro_app.text.invisible import composed

# How many words make a run. Three preserve the order of words without depending on a single one.
RUN = 3
# From this share of common runs on, a text counts as a copy. Two honest asks of one person, with the same
# sentence about themselves, share about 0.1; the same ask with other names, a greeting or a sentence less
# shares 0.75 and more.
COPY = 0.5

# Scripts without spaces between words are split into letters.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")


def is_near_copy(text: str, others: Iterable[str]) -> bool:
    """Whether a text says the same as one of the others, in nearly the same words."""
    runs = _runs(text)
    return any(likeness(runs, _runs(other)) >= COPY for other in others)


def likeness(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """Return the share of common runs, from 0 to 1 (Jaccard index); 0 if either text has none."""
    if not one or not other:
        return 0.0
    return len(one & other) / len(one | other)


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(composed(text, "NFKC").casefold())
    if len(words) <= RUN:
        return frozenset({tuple(words)} if words else ())
    return frozenset(zip(*(words[start:] for start in range(RUN)), strict=False))
