"""Queries about follow-ups."""

from intro_app.followups.queries.due import due_to_ask, due_to_conclude, due_to_remind
from intro_app.followups.queries.introduced import (
    Card,
    Cards,
    Note,
    card_of,
    introduced_to,
    note_received,
    notes_to,
)
from intro_app.followups.queries.kept import (
    deletion_asked,
    follow_up_of,
    has_counted,
    is_asked,
    locked,
    party_of,
    please_delete_by_id,
    silent_to,
    thanked,
    told_not_now,
    wants_nothing_of,
)

__all__ = [
    "Card",
    "Cards",
    "Note",
    "card_of",
    "deletion_asked",
    "due_to_ask",
    "due_to_conclude",
    "due_to_remind",
    "follow_up_of",
    "has_counted",
    "introduced_to",
    "is_asked",
    "locked",
    "note_received",
    "notes_to",
    "party_of",
    "please_delete_by_id",
    "silent_to",
    "thanked",
    "told_not_now",
    "wants_nothing_of",
]
