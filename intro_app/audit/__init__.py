"""Who did what, to whom, and why: a list that only grows, each line sealed with the one before it."""

from intro_app.audit import triggers

__all__ = ["triggers"]
