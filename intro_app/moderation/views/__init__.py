"""The pages of moderation: reports, a member's own cases, the moderators' desk, and the public figures."""

from intro_app.moderation.views import desk, holding, judging, mine, reporting, subjects, transparency
from intro_app.moderation.views.blueprint import bp

__all__ = ["bp", "desk", "holding", "judging", "mine", "reporting", "subjects", "transparency"]
