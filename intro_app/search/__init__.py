"""The index by which members are found: a row for each, and the full-text search of either database."""

from intro_app.search import full_text

__all__ = ["full_text"]
