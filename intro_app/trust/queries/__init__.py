"""Queries on trust. Others get words; the score and the lines are for the member alone."""

from intro_app.trust.queries.page import OwnEntry, OwnLedger, own_ledger
from intro_app.trust.queries.standings import (
    effect_on,
    founders,
    inviting_paused_until,
    is_founder,
    is_in_good_standing,
    limits_of,
    standing_of,
    standing_words,
    standing_words_of,
)

__all__ = [
    "OwnEntry",
    "OwnLedger",
    "effect_on",
    "founders",
    "inviting_paused_until",
    "is_founder",
    "is_in_good_standing",
    "limits_of",
    "own_ledger",
    "standing_of",
    "standing_words",
    "standing_words_of",
]
