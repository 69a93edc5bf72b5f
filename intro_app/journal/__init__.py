"""The journal beside the database: what a restored backup must not undo, as keyed hashes and ids."""

from intro_app.journal import triggers

__all__ = ["triggers"]
