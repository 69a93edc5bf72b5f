"""The domain: asking for an introduction, answering, and what follows from the answers."""

from intro_app.introductions import triggers

__all__ = ["triggers"]  # the models are never without what the database refuses by itself
