"""Find people by words: what a text is indexed by, what was typed, and how well the two match."""

from intro_app.text.searching.entries import Entry, Field, entry_of
from intro_app.text.searching.marking import MarkedPiece, excerpt, marked
from intro_app.text.searching.matching import field_holds, fields_found, is_found, score
from intro_app.text.searching.meeting import Meeting, Offers, meeting_of, telling_forms
from intro_app.text.searching.sought import LONGEST_SEARCH, Sought, Term, sought
from intro_app.text.searching.typos import is_similar, shortened
from intro_app.text.searching.words import folded

__all__ = [
    "LONGEST_SEARCH",
    "Entry",
    "Field",
    "MarkedPiece",
    "Meeting",
    "Offers",
    "Sought",
    "Term",
    "entry_of",
    "excerpt",
    "field_holds",
    "fields_found",
    "folded",
    "is_found",
    "is_similar",
    "marked",
    "meeting_of",
    "score",
    "shortened",
    "sought",
    "telling_forms",
]
