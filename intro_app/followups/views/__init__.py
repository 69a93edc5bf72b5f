"""The pages of follow-ups: answering, people one was introduced to, thanks, and deletion requests."""

from intro_app.followups.views import answering, forgetting, introduced, slots, thanking
from intro_app.followups.views.blueprint import bp

__all__ = ["answering", "bp", "forgetting", "introduced", "slots", "thanking"]
