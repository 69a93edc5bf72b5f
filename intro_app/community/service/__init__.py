"""What people do in the community, and what time brings; each function is one use case and one transaction."""

from intro_app.community.service.periodic import CHORES, IN_NO_HURRY, PROMPT

__all__ = ["CHORES", "IN_NO_HURRY", "PROMPT"]
