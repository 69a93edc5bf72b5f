"""Pages of people among each other: my own, the directory, those I know, those I block."""

from intro_app.people.views import acquaintances, directory, me
from intro_app.people.views.blueprint import bp

__all__ = ["acquaintances", "bp", "directory", "me"]
