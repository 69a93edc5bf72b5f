"""A month of a circle of thirty: the organ of St Jakob, in English and German, with its gatherings."""

from intro_app.devtools.story.month.people import PARISH
from intro_app.devtools.story.month.playing import in_circle, play

__all__ = ["PARISH", "in_circle", "play"]
