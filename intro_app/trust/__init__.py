"""Trust: a ledger of what happened after introductions, and a score computed from it by a public formula."""

from intro_app.trust import triggers

__all__ = ["triggers"]  # importing it installs the triggers of the ledger
