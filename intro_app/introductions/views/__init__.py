"""The pages of introductions: asking, offering, answering, and what became of them."""

from intro_app.introductions.views import (
    answering,
    asking,
    drafts,
    mine,
    offering,
    question,
    replies,
    timeline,
    undoing,
)
from intro_app.introductions.views.blueprint import bp

__all__ = [
    "answering",
    "asking",
    "bp",
    "drafts",
    "mine",
    "offering",
    "question",
    "replies",
    "timeline",
    "undoing",
]
