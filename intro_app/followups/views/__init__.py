"""The pages after an introduction: how it went, the people I met, and what they asked to be forgotten."""

from intro_app.followups.views import answering, forgetting, introduced, thanking
from intro_app.followups.views.blueprint import bp

__all__ = ["answering", "bp", "forgetting", "introduced", "thanking"]
