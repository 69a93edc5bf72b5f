"""The domain: asking for an introduction, answering, and what follows from the answers."""

from intro_app.introductions import triggers

__all__ = ["triggers"]  # imported so that the models always come with their triggers
