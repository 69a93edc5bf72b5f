"""What the worker does for the board: it takes down what has stood for sixty days."""

from datetime import datetime

from intro_app.community.board import queries, service
from intro_app.periodic import run_each


def end_notes_due(at: datetime) -> int:
    """Take down notes whose sixty days are over."""
    return run_each("community.end_notes_due", queries.notes_over(), service.end, at)
