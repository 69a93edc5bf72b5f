"""The other forms under which a word is found: stems in three languages, German umlauts spelled out."""

from functools import lru_cache
from threading import Lock

import snowballstemmer

from intro_app.text.searching.words import Word, folded

_STEMMERS = [snowballstemmer.stemmer(language) for language in ("english", "german", "spanish")]
_STEMMING = Lock()  # a stemmer is an object with a state
_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
# Shorter stems say too little.
_SHORTEST = 3


def other_forms(word: Word) -> frozenset[str]:
    """Return the stems and other spellings of a word, without its own form; none for a run."""
    return frozenset() if word.is_run else _other_forms(word.written) - {word.form}


@lru_cache(maxsize=50_000)
def _other_forms(written: str) -> frozenset[str]:
    plain, spelled = folded(written), folded(written.translate(_SPELLED))
    with _STEMMING:
        stems = {folded(one.stemWord(text)) for one in _STEMMERS for text in {written, plain}}
    return frozenset({stem for stem in stems if len(stem) >= _SHORTEST} | {spelled})
