"""Use cases of the community, and the worker's periodic jobs. Each function is one transaction."""

from intro_app.community.service.periodic import CHORES, IN_NO_HURRY, PROMPT

__all__ = ["CHORES", "IN_NO_HURRY", "PROMPT"]
