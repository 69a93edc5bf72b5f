"""The pages "me", directory, profile, acquaintances and blocks."""

from intro_app.people.views import acquaintances, directory, me, stopped
from intro_app.people.views.blueprint import bp

__all__ = ["acquaintances", "bp", "directory", "me", "stopped"]
