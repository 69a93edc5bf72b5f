"""Trust: a ledger of what happened after introductions, and a formula that a member can read."""

from intro_app.trust import triggers

__all__ = ["triggers"]  # the ledger is never without what the database refuses by itself
