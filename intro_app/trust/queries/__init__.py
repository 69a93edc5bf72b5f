"""Queries on trust. Others get words; the score and the lines are for the member alone."""

from intro_app.trust.queries.page import OwnLedger, OwnLine, own_ledger
from intro_app.trust.queries.standings import (
    effect_on,
    founders,
    is_in_good_standing,
    limits_of,
    standing_of,
    standing_words,
    standing_words_of,
)

__all__ = [
    "OwnLedger",
    "OwnLine",
    "effect_on",
    "founders",
    "is_in_good_standing",
    "limits_of",
    "own_ledger",
    "standing_of",
    "standing_words",
    "standing_words_of",
]
