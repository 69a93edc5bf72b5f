"""The pages of moderation: reports, a member's own cases, the moderators' desk, and the public figures."""

from intro_app.moderation.views import (
    closed,
    desk,
    holding,
    judging,
    mine,
    ready_reasons,
    reporting,
    subjects,
    transparency,
    working,
)
from intro_app.moderation.views.blueprint import bp

__all__ = [
    "bp",
    "closed",
    "desk",
    "holding",
    "judging",
    "mine",
    "ready_reasons",
    "reporting",
    "subjects",
    "transparency",
    "working",
]
